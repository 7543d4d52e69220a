import { useState } from 'react';
import { KEEP_SECONDS } from '../../core/keep-or-revert';
import type { ChangeableSettings, SettingsView as Settings } from '../../shared/ipc-contract';
import { call } from '../batten-api';
import { BACKENDS, SETTINGS_TEXT } from '../settings-words';
import { useAnswer } from '../use-answer';
import { TEXT } from '../text';
import { Banner } from './Banner';
import { CopyButton } from './CopyButton';
import { PolicySection } from './PolicySection';

const CHOICES = ['sudo-prompt', 'osascript'] as const satisfies readonly ChangeableSettings['elevationBackend'][];

const KEEP_CHOICES: readonly number[] = [KEEP_SECONDS.shortest, 30, KEEP_SECONDS.usual, 120, KEEP_SECONDS.longest];

/** The few things a person can decide, each with what it means. A change shows only when the main process confirms it. */
export function SettingsView() {
  const { value: read, failed } = useAnswer('getSettings', undefined, '');
  const [changed, setChanged] = useState<Settings>();
  const settings = changed ?? read;
  const change = async (part: Partial<ChangeableSettings>): Promise<void> => {
    const next = await call('changeSettings', part);
    if (next) setChanged(next);
  };
  return (
    <section className="page" tabIndex={0} aria-label={TEXT.settings}>
      <div className="page-column">
        <header className="page-head">
          <h1 className="pane-title">{TEXT.settings}</h1>
        </header>
        {settings === undefined ? (
          <p className="secondary">{failed ? SETTINGS_TEXT.notRead : SETTINGS_TEXT.reading}</p>
        ) : (
          <SettingsForm settings={settings} onChange={(part) => void change(part)} />
        )}
        <PolicySection />
        {settings !== undefined && <About settings={settings} />}
      </div>
    </section>
  );
}

function SettingsForm({
  settings,
  onChange,
}: {
  readonly settings: Settings;
  readonly onChange: (part: Partial<ChangeableSettings>) => void;
}) {
  return (
    <>
      {settings.problem !== undefined && (
        <Banner status="attention" title={SETTINGS_TEXT.problem}>
          <p>{settings.problem}</p>
        </Banner>
      )}
      <fieldset className="card form">
        <legend className="section-title">{SETTINGS_TEXT.elevation}</legend>
        {CHOICES.map((choice) => (
          <label key={choice} className="form-row">
            <input
              type="radio"
              name="backend"
              checked={settings.elevationBackend === choice}
              onChange={() => onChange({ elevationBackend: choice })}
            />
            <span className="form-text">
              <span>{BACKENDS[choice].name}</span>
              <span className="secondary">{BACKENDS[choice].words}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="card form">
        <label className="form-row">
          <span className="form-text">
            <span>{SETTINGS_TEXT.keepSeconds}</span>
            <span className="secondary">{SETTINGS_TEXT.keepSecondsWords}</span>
          </span>
          <select
            className="picker"
            value={settings.keepSeconds}
            onChange={(event) => onChange({ keepSeconds: Number(event.currentTarget.value) })}
          >
            {[...new Set([...KEEP_CHOICES, settings.keepSeconds])]
              .sort((a, b) => a - b)
              .map((seconds) => (
                <option key={seconds} value={seconds}>
                  {SETTINGS_TEXT.seconds(seconds)}
                </option>
              ))}
          </select>
        </label>
        <label className="form-row">
          <span className="form-text">
            <span>{SETTINGS_TEXT.atLogin}</span>
            <span className="secondary">{SETTINGS_TEXT.atLoginWords}</span>
            {settings.loginItemNote !== undefined && <span className="form-note">{settings.loginItemNote}</span>}
          </span>
          <input
            type="checkbox"
            role="switch"
            className="toggle"
            checked={settings.launchAtLogin}
            onChange={(event) => onChange({ launchAtLogin: event.currentTarget.checked })}
          />
        </label>
      </div>
    </>
  );
}

function About({ settings }: { readonly settings: Settings }) {
  return (
    <section className="about" aria-label={SETTINGS_TEXT.about}>
      <h2 className="section-title">{SETTINGS_TEXT.about}</h2>
      <dl className="card form">
        <div className="form-row">
          <dt className="form-text">
            <span>{SETTINGS_TEXT.dataFolder}</span>
            <span className="secondary">{SETTINGS_TEXT.dataFolderWords}</span>
          </dt>
          <dd className="form-value">
            <code>{settings.dataFolder}</code>
            <CopyButton text={settings.dataFolder} label={SETTINGS_TEXT.copyFolder} />
          </dd>
        </div>
        <div className="form-row">
          <dt>{SETTINGS_TEXT.version}</dt>
          <dd className="form-value">{settings.version}</dd>
        </div>
      </dl>
      <p className="meta">{SETTINGS_TEXT.sending}</p>
    </section>
  );
}
