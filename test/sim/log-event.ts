/** One event of the unified log. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: 'Default' | 'Info' | 'Error';
  /** The executable's absolute path. */
  readonly process: string;
  readonly pid: number;
  /** Empty where the event names none. */
  readonly subsystem: string;
  readonly category: string;
  readonly message: string;
}
