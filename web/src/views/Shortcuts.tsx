// The list of keys.

import { isMac } from '../lib/device.ts';
import { t } from '../locales/index.ts';
import { preferences } from '../state/preferences.ts';
import { helping } from '../state/view.ts';
import { Actions, Dialog } from './Dialog.tsx';
import controls from '../styles/controls.module.css';
import styles from './Shortcuts.module.css';

/** What to do, and which keys do it: alternatives, each of keys held together. */
type Line = readonly [string, ...string[][]];

function groups(): [string, Line[]][] {
  const words = t.shortcuts;
  const mac = isMac();
  const key = { ...words.keys, main: mac ? '⌘' : words.keys.ctrl, alt: mac ? '⌥' : words.keys.alt };
  const plainEnter = preferences.value.sendWith === 'enter';
  return [
    [
      words.groups.go,
      [
        [words.switcher, [key.main, 'K']],
        [words.search, [key.main, key.shift, 'F']],
        [words.next, [key.alt, '↓'], [key.alt, '↑']],
        [words.nextUnread, [key.alt, key.shift, '↓'], [key.alt, key.shift, '↑']],
        [words.details, [key.main, '.']],
        [words.settings, [key.main, ',']],
        [words.escape, [key.escape]],
        [words.list, ['?'], [key.ctrl, '/']],
      ],
    ],
    [
      words.groups.write,
      [
        plainEnter ? [words.send, [key.enter]] : [words.line, [key.enter]],
        [words.sendAlways, [key.main, key.enter]],
        [words.line, [key.shift, key.enter]],
        [words.editLast, ['↑']],
      ],
    ],
    [
      words.groups.message,
      [
        [words.rows, ['↑'], ['↓']],
        [words.reply, ['R']],
        [words.edit, ['E']],
        [words.remove, [key.delete]],
        [t.message.actions, [key.shift, 'F10']],
      ],
    ],
  ];
}

export function Shortcuts() {
  const close = () => (helping.value = false);
  return (
    <Dialog title={t.shortcuts.title} wide onClose={close}>
      <div class={styles.groups} tabIndex={0} role="group" aria-label={t.shortcuts.title}>
        {groups().map(([name, lines]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {lines.map(([what, ...ways]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>
                    {ways.map((keys, index) => (
                      <span key={index}>
                        {keys.map((each) => (
                          <kbd key={each}>{each}</kbd>
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Actions>
        <button type="button" class={`${controls.button} ${controls.secondary}`} autoFocus onClick={close}>
          {t.shortcuts.close}
        </button>
      </Actions>
    </Dialog>
  );
}
