import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { connect } from './snapshot-store';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/popover.css';
import './styles/window.css';
import './styles/list.css';
import './styles/detail.css';
import './styles/review.css';
import './styles/countdown.css';
import './styles/script.css';
import './styles/diff.css';
import './styles/pages.css';
import './styles/policy.css';
import './styles/exposure.css';
import './styles/tunnels.css';
import './styles/table.css';
import './styles/connections.css';
import './styles/logs.css';

// Before the first render, so that a request to show a task cannot arrive unheard.
connect(window.batten);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App surface={window.batten.surface} />
    </StrictMode>,
  );
}
