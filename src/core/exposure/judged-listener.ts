import type { ServicePolicy } from '../policy';
import type { Fix } from './fix';
import type { Listener } from './listener';
import type { Verdict } from './verdict';

/** One service as a row: what listens, who reaches it, what is wanted, and what can be done. */
export interface JudgedListener {
  /** That of the socket which is reached from farthest. */
  readonly id: string;
  /** The socket that is reached from farthest, with the hostnames and notes of all. */
  readonly listener: Listener;
  /** Every socket of the row: most services have one for IPv4 and one for IPv6. */
  readonly listeners: readonly Listener[];
  readonly verdict: Verdict;
  /** Somebody else can reach what nobody wants them to. */
  readonly isFinding: boolean;
  /** "Postgres 5432". */
  readonly title: string;
  /** The rest of the sentence that the title begins: "any device on your network can reach it". */
  readonly sentence: string;
  /** What the policy wants: "Only this Mac", or that nobody expected it. */
  readonly wanted: string;
  readonly service?: ServicePolicy;
  readonly notes: readonly string[];
  readonly fix?: Fix;
}
