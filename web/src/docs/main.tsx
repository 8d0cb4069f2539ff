// The page at /docs: for people who write programs. It needs no account, and nothing from outside.

import '../styles/tokens.css';
import '../styles/base.css';

import { render } from 'preact';
import { Docs } from './Docs.tsx';
import { readAll } from './documents.ts';
import styles from './Docs.module.css';

const root = document.getElementById('app');
if (root) {
  readAll().then(
    ([http, socket]) => {
      render(<Docs http={http} socket={socket} />, root);
      // What the address names was not there when the browser looked for it.
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
    },
    () => render(<p class={styles.main} role="alert">The descriptions cannot be read now. Reload the page in a moment.</p>, root),
  );
}
