// Which of the page's few faces is shown.

import { stage } from '../state/session.ts';
import { Opening } from './Opening.tsx';
import { Out } from './Out.tsx';
import { SetUp } from './SetUp.tsx';
import { Shell } from './Shell.tsx';

export function App() {
  switch (stage.value) {
    case 'opening':
    case 'unreachable':
      return <Opening />;
    case 'setup':
      return <SetUp />;
    case 'out':
      return <Out />;
    case 'in':
      return <Shell />;
  }
}
