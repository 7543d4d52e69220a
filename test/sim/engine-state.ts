/** A container engine and its containers. */
export interface EngineState {
  readonly kind: 'orbstack' | 'docker-desktop';
  /** False while the engine's app is closed: nothing answers on its socket and no port is open. */
  readonly running: boolean;
  /** The process that holds every published port. */
  readonly pid: number;
  readonly containers: readonly ContainerState[];
}

export interface ContainerState {
  /** 64 hexadecimal digits, new whenever the container is made anew. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** What the engine was asked to publish when the container was made. */
  readonly published: readonly Publication[];
  /** Shares the network of the engine's machine; nothing is published. */
  readonly hostNetwork: boolean;
  /** Absent for a container that `docker run` made. */
  readonly compose?: ComposeLabels;
  /** Lines with their times, as `docker logs --timestamps` prints them. */
  readonly log: readonly string[];
}

/** What Compose remembers in a container's labels. */
export interface ComposeLabels {
  readonly project: string;
  readonly service: string;
  readonly workingFolder: string;
  readonly files: readonly string[];
  readonly environmentFile?: string;
  /** Stands for everything the files say of the service: another one means that the container is made anew. */
  readonly configHash: string;
}

/** One port of a container; `host` is absent where it is only exposed. */
export interface Publication {
  readonly protocol: 'tcp' | 'udp';
  readonly containerPort: number;
  /** An empty address means all. */
  readonly host?: { readonly address: string; readonly port: number };
}
