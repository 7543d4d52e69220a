import type { ExposureView, TunnelRow } from '../../shared/exposure-views';
import { levelStatus, unreadCount } from '../exposure-select';
import { LEVEL, RUNNING, TUNNEL_TEXT } from '../exposure-words';
import { AskCloudflare } from './AskCloudflare';
import { Glyph } from './Glyph';

/** Which public names lead to this Mac, and whether what they lead to can be reached without them. */
export function TunnelsView({
  view,
  fresh,
  onService,
}: {
  readonly view: ExposureView;
  readonly fresh: boolean;
  readonly onService: (listenerId: string) => void;
}) {
  const missing = unreadCount(view) > 0;
  return (
    <div className="page tunnels">
      {view.tunnels.length === 0 ? (
        <div className="empty">
          <p className="empty-title">{missing ? TUNNEL_TEXT.emptyWithGaps : TUNNEL_TEXT.empty}</p>
          <p className="secondary">{missing ? TUNNEL_TEXT.emptyWithGapsBody : TUNNEL_TEXT.emptyBody}</p>
        </div>
      ) : (
        <table className="plain-table tunnel-table" aria-label={TUNNEL_TEXT.table}>
          <thead>
            <tr>
              <th scope="col">{TUNNEL_TEXT.hostname}</th>
              <th scope="col">{TUNNEL_TEXT.target}</th>
              <th scope="col">{TUNNEL_TEXT.service}</th>
              <th scope="col">{TUNNEL_TEXT.otherwise}</th>
              <th scope="col">{TUNNEL_TEXT.running}</th>
            </tr>
          </thead>
          <tbody>
            {view.tunnels.map((tunnel) => (
              <TunnelLine key={tunnel.id} tunnel={tunnel} view={view} fresh={fresh} onService={onService} />
            ))}
          </tbody>
        </table>
      )}
      <AskCloudflare />
    </div>
  );
}

function TunnelLine({
  tunnel,
  view,
  fresh,
  onService,
}: {
  readonly tunnel: TunnelRow;
  readonly view: ExposureView;
  readonly fresh: boolean;
  readonly onService: (listenerId: string) => void;
}) {
  const { hostname, level, listenerId, otherwise, running, service, source, target } = tunnel;
  const isListed = listenerId !== undefined && view.rows.some(({ id }) => id === listenerId);
  return (
    <tr>
      <th scope="row">
        <span className="with-glyph">
          <Glyph status={levelStatus(level, fresh)} />
          <span>
            <span className="visually-hidden">{LEVEL[level]}: </span>
            {hostname}
            <span className="table-note">{TUNNEL_TEXT.from(source)}</span>
          </span>
        </span>
      </th>
      <td>
        <code>{target}</code>
      </td>
      <td>
        {isListed ? (
          <button
            type="button"
            className="link"
            aria-label={TUNNEL_TEXT.show(service)}
            onClick={() => onService(listenerId)}
          >
            {service}
          </button>
        ) : (
          service
        )}
      </td>
      <td>{otherwise}</td>
      <td>
        <span className="with-glyph">
          {running === 'unknown' && <Glyph status="unknown" size={12} />}
          {RUNNING[running]}
        </span>
      </td>
    </tr>
  );
}
