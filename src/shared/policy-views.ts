/** What this Mac is meant to look like, for the Settings page. */
export interface PolicyView {
  /** `built-in`: nobody has changed anything yet, and there is no file. */
  readonly source: 'file' | 'built-in';
  readonly path: string;
  /** Why the file is not used; findings are then judged by the strictest policy, and nothing can be changed. */
  readonly problem?: {
    readonly reason: string;
    readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  };
  readonly services: readonly {
    readonly name: string;
    readonly port: number;
    readonly protocol: 'tcp' | 'udp';
    readonly scope: string;
    readonly tunnel?: string;
    readonly reason: string;
    readonly retired?: string;
  }[];
  readonly allowedApplications: readonly { readonly name: string; readonly path: string; readonly reason: string }[];
  readonly tunnels: readonly { readonly hostname: string; readonly service: string; readonly port: number }[];
  readonly notWanted: readonly { readonly taskId: string; readonly name: string }[];
  readonly review?: string;
}

/** A change of the policy, made from the app. */
export type PolicyChange =
  | { readonly kind: 'forget-service'; readonly name: string }
  | { readonly kind: 'want-task'; readonly taskId: string }
  | { readonly kind: 'do-not-want-task'; readonly taskId: string };

/** What the person said about a listener: it is as it should be, or only this Mac should reach it. */
export interface ListenerMark {
  readonly listenerId: string;
  readonly as: 'expected' | 'this-mac';
  readonly reason: string;
}

/** How a dialog for a file ended. */
export type FileOutcome =
  | { readonly kind: 'done'; readonly path: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'refused'; readonly reason: string };
