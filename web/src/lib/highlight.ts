// Colours for code in a dozen languages. Loaded with the first block of code that names one of them.

import type { ElementContent, RootContent } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

export type Role = 'keyword' | 'string' | 'comment';
export interface Run {
  text: string;
  role: Role | null;
}

const known = createLowlight({ bash, c, cpp, css, diff, go, ini, java, javascript, json, python, rust, sql, typescript, xml, yaml });

/** Four roles and no more: the rest is text. */
const ROLES: Record<string, Role> = {
  keyword: 'keyword', built_in: 'keyword', literal: 'keyword', type: 'keyword', section: 'keyword', name: 'keyword', attr: 'keyword',
  'selector-tag': 'keyword', addition: 'string', string: 'string', regexp: 'string', symbol: 'string', comment: 'comment', quote: 'comment',
  deletion: 'comment', meta: 'comment',
};

/** The code in runs of one role; null for a language that is not known. */
export function highlight(code: string, language: string): Run[] | null {
  if (!known.registered(language)) return null;
  const runs: Run[] = [];
  const walk = (nodes: readonly (RootContent | ElementContent)[], role: Role | null) => {
    for (const node of nodes) {
      if (node.type === 'text') runs.push({ text: node.value, role });
      else if (node.type === 'element') {
        const names = node.properties.className;
        const own = Array.isArray(names) ? names.flatMap((name) => ROLES[String(name).replace(/^hljs-/, '')] ?? [])[0] : undefined;
        walk(node.children, own ?? role);
      }
    }
  };
  walk(known.highlight(language, code).children, null);
  return SHELLS.has(language) ? runs.flatMap(options) : runs;
}

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh']);

/** What a command is told with a dash is a word of its own language. */
function options(run: Run): Run[] {
  if (run.role !== null) return [run];
  const parts = run.text.split(/(?<=\s)(--?[\w-]+)/u);
  return parts.map((text, at) => ({ text, role: at % 2 ? 'keyword' : null }));
}
