import { useState } from 'react';
import type { AccountTunnelsView } from '../../shared/exposure-views';
import { tryCall } from '../batten-api';
import { TUNNEL_TEXT } from '../exposure-words';
import { CALL_PROBLEMS } from '../notice-words';
import { asSentence } from '../words';
import { Banner } from './Banner';
import { Glyph } from './Glyph';

type Asked =
  | { readonly kind: 'not-asked' | 'asking' }
  | { readonly kind: 'answered'; readonly view: AccountTunnelsView }
  | { readonly kind: 'failed'; readonly error: string };

/** The one question that leaves this Mac: only after a click, and saying so before. */
export function AskCloudflare() {
  const [asked, setAsked] = useState<Asked>({ kind: 'not-asked' });
  const ask = async (): Promise<void> => {
    setAsked({ kind: 'asking' });
    const answer = await tryCall('askCloudflare', undefined);
    setAsked(answer.ok ? { kind: 'answered', view: answer.value } : { kind: 'failed', error: answer.error });
  };
  return (
    <section className="detail-section account" aria-label={TUNNEL_TEXT.account}>
      <h2 className="section-title">{TUNNEL_TEXT.account}</h2>
      <p className="secondary account-lead">{TUNNEL_TEXT.accountBody}</p>
      <button type="button" className="button" disabled={asked.kind === 'asking'} onClick={() => void ask()}>
        {TUNNEL_TEXT.ask}
      </button>
      <div role="status" className="account-answer">
        {asked.kind === 'asking' && (
          <p className="with-glyph secondary">
            <Glyph status="working" /> {TUNNEL_TEXT.asking}
          </p>
        )}
        {asked.kind === 'failed' && (
          <Banner status="attention" title={CALL_PROBLEMS.askCloudflare.happened}>
            <p>
              {asSentence(asked.error)} {CALL_PROBLEMS.askCloudflare.toDo}
            </p>
          </Banner>
        )}
        {asked.kind === 'answered' && <Answer view={asked.view} />}
      </div>
    </section>
  );
}

function Answer({ view }: { readonly view: AccountTunnelsView }) {
  const dated = view.tunnels.some(({ created }) => created !== '');
  return (
    <>
      {view.problem !== undefined && (
        <Banner status="attention" title={TUNNEL_TEXT.notAnswered}>
          <p>{asSentence(view.problem)}</p>
        </Banner>
      )}
      {view.problem === undefined && view.tunnels.length === 0 && <p>{TUNNEL_TEXT.noTunnels}</p>}
      {view.tunnels.length > 0 && (
        <table className="plain-table" aria-label={TUNNEL_TEXT.account}>
          <thead>
            <tr>
              <th scope="col">{TUNNEL_TEXT.name}</th>
              <th scope="col">{TUNNEL_TEXT.connections}</th>
              {dated && <th scope="col">{TUNNEL_TEXT.created}</th>}
              <th scope="col">{TUNNEL_TEXT.id}</th>
            </tr>
          </thead>
          <tbody>
            {view.tunnels.map((tunnel) => (
              <tr key={tunnel.id}>
                <th scope="row">{tunnel.name}</th>
                <td>{tunnel.connections}</td>
                {dated && <td>{tunnel.created}</td>}
                <td>
                  <code>{tunnel.id}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
