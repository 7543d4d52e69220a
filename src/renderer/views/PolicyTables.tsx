import { type ReactNode, useState } from 'react';
import type { PolicyChange, PolicyView } from '../../shared/policy-views';
import { day, POLICY_TEXT } from '../policy-words';
import { TEXT } from '../text';

type OnChange = (change: PolicyChange) => void;

/** What the policy expects, allows and leaves out, part by part. */
export function PolicyTables({ policy, onChange }: { readonly policy: PolicyView; readonly onChange: OnChange }) {
  const { services, allowedApplications, tunnels, notWanted } = policy;
  return (
    <>
      <Part title={POLICY_TEXT.services} none={services.length === 0 ? POLICY_TEXT.noServices : undefined}>
        <Services services={services} onChange={onChange} />
      </Part>
      <Part
        title={POLICY_TEXT.applications}
        none={allowedApplications.length === 0 ? POLICY_TEXT.noApplications : undefined}
      >
        <Table
          label={POLICY_TEXT.applications}
          heads={[POLICY_TEXT.application, POLICY_TEXT.path, POLICY_TEXT.reason]}
          rows={allowedApplications.map(({ name, path, reason }) => [name, <code key={path}>{path}</code>, reason])}
        />
      </Part>
      <Part title={POLICY_TEXT.tunnels} none={tunnels.length === 0 ? POLICY_TEXT.noTunnels : undefined}>
        <Table
          label={POLICY_TEXT.tunnels}
          heads={[POLICY_TEXT.hostname, POLICY_TEXT.leadsTo]}
          rows={tunnels.map(({ hostname, service, port }) => [hostname, POLICY_TEXT.target(service, port)])}
        />
      </Part>
      <Part title={POLICY_TEXT.notWanted} none={notWanted.length === 0 ? POLICY_TEXT.allWanted : undefined}>
        <p className="secondary policy-note">{POLICY_TEXT.notWantedWords}</p>
        <ul className="card">
          {notWanted.map(({ taskId, name }) => (
            <li key={taskId} className="result-row">
              <span className="result-row-text">{name}</span>
              <button
                type="button"
                className="button small"
                aria-label={POLICY_TEXT.wantAgainTask(name)}
                onClick={() => onChange({ kind: 'want-task', taskId })}
              >
                {POLICY_TEXT.wantAgain}
              </button>
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
}

function Part({
  title,
  none,
  children,
}: {
  readonly title: string;
  /** What is said in place of an empty table. */
  readonly none: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <section className="detail-section" aria-label={title}>
      <h3 className="section-title">{title}</h3>
      {none === undefined ? children : <p className="secondary">{none}</p>}
    </section>
  );
}

/** Cells of the first column name their row. */
function Table({
  label,
  heads,
  rows,
}: {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly [string, ...ReactNode[]])[];
}) {
  return (
    <table className="plain-table" aria-label={label}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              // Columns have no identity but their place.
              <td key={heads[index + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Services({ services, onChange }: { readonly services: PolicyView['services']; readonly onChange: OnChange }) {
  const [sure, setSure] = useState<string>();
  return (
    <table className="plain-table" aria-label={POLICY_TEXT.services}>
      <thead>
        <tr>
          <th scope="col">{POLICY_TEXT.service}</th>
          <th scope="col">{POLICY_TEXT.port}</th>
          <th scope="col">{POLICY_TEXT.scope}</th>
          <th scope="col">{POLICY_TEXT.reason}</th>
          <th scope="col">
            <span className="visually-hidden">{POLICY_TEXT.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {services.map((service) =>
          sure === service.name ? (
            <tr key={service.name}>
              <th scope="row">{service.name}</th>
              <td colSpan={4}>
                <div className="policy-sure">
                  <p role="status">{POLICY_TEXT.forgetSure(service.name)}</p>
                  <button type="button" className="button small" autoFocus onClick={() => setSure(undefined)}>
                    {TEXT.cancel}
                  </button>
                  <button
                    type="button"
                    className="button small"
                    onClick={() => {
                      setSure(undefined);
                      onChange({ kind: 'forget-service', name: service.name });
                    }}
                  >
                    {POLICY_TEXT.forgetYes}
                  </button>
                </div>
              </td>
            </tr>
          ) : (
            <ServiceRow key={service.name} service={service} onForget={() => setSure(service.name)} />
          ),
        )}
      </tbody>
    </table>
  );
}

function ServiceRow({
  service,
  onForget,
}: {
  readonly service: PolicyView['services'][number];
  readonly onForget: () => void;
}) {
  const { name, port, protocol, scope, tunnel, reason, retired } = service;
  return (
    <tr>
      <th scope="row">
        {name}
        {retired !== undefined && <span className="table-note">{POLICY_TEXT.retired(day(retired))}</span>}
      </th>
      <td className="numbers">{protocol === 'udp' ? `${port} UDP` : port}</td>
      <td>
        {scope}
        {tunnel !== undefined && <span className="table-note">{POLICY_TEXT.through(tunnel)}</span>}
      </td>
      <td>{reason}</td>
      <td>
        <button type="button" className="button small" aria-label={POLICY_TEXT.forgetService(name)} onClick={onForget}>
          {POLICY_TEXT.forget}
        </button>
      </td>
    </tr>
  );
}
