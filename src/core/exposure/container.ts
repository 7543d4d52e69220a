import type { Endpoint } from './socket';

/** One port that an engine was asked to publish on this Mac. The host's own listener is the truth, this is the wish. */
export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp';
  /** `*` where it was published on every address. */
  readonly host: Endpoint;
  readonly containerPort: number;
}

/** Where Compose read a container from, by the labels it leaves. */
export interface ComposeOrigin {
  readonly project: string;
  readonly service: string;
  readonly workingFolder: string;
  /** In the order given to Compose; absolute paths. */
  readonly files: readonly string[];
  readonly environmentFile?: string;
}

/** One Compose project, whether or not its containers run. */
export interface ComposeProject {
  readonly name: string;
  /** In Compose's words: `running`, `exited`, `paused`; each once. */
  readonly states: readonly { readonly state: string; readonly count: number }[];
  /** Absolute paths; none where they are not known. */
  readonly files: readonly string[];
}

/** A running container, as its engine describes it. */
export interface Container {
  /** The Docker context that answered: `orbstack`, `desktop-linux`, `colima`, `default`; or `podman`. */
  readonly engine: string;
  /** Lower-case hexadecimal, at least 12 digits. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly published: readonly PublishedPort[];
  /** Shares the host's network: it binds by itself. */
  readonly hostNetwork: boolean;
  readonly compose?: ComposeOrigin;
}
