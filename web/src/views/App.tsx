// Which of the page's few faces is shown.

import { stage } from '../state/session.ts';
import { Opening } from './Opening.tsx';
import { SetUp } from './SetUp.tsx';
import { Shell } from './Shell.tsx';
import { SignIn } from './SignIn.tsx';

export function App() {
  switch (stage.value) {
    case 'opening':
    case 'unreachable':
      return <Opening />;
    case 'setup':
      return <SetUp />;
    case 'out':
      return <SignIn />;
    case 'in':
      return <Shell />;
  }
}
