import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer, ApprovalResult, PlanPreview, PlanRow } from '../shared/ipc-contract';
import { type Agreement, agreedBy, toUntick } from './agreement';
import { tryCall } from './batten-api';
import { CALL_PROBLEMS } from './notice-words';
import { REVIEW } from './review-words';
import { asSentence } from './words';

/** What the sheet is opened for. */
export type ReviewRequest =
  | { readonly purpose: 'apply'; readonly taskIds: readonly string[] }
  | { readonly purpose: 'rollback'; readonly run: number; readonly taskIds?: readonly string[] };

export type Ended = Exclude<ApprovalResult, { kind: 'refused' }>;

export type ReviewStage =
  /** `stale`: the plan at hand cannot run any more; a new one has to be prepared and looked at. */
  { readonly kind: 'preparing' | 'ready' | 'stale' | 'changing' } | { readonly kind: 'ended'; readonly result: Ended };

export interface ReviewProblem {
  readonly title: string;
  readonly body: string;
}

export interface Review {
  readonly stage: ReviewStage;
  readonly plan: PlanPreview | undefined;
  /** Every row the person can tick, ticked or not. */
  readonly rows: readonly PlanRow[];
  readonly problem: ReviewProblem | undefined;
  readonly isTicked: (taskId: string) => boolean;
  /** The guarded row that comes with this one when it is ticked; undefined where none does, or it is planned already. */
  readonly takesAlong: (row: PlanRow) => PlanRow | undefined;
  readonly toggle: (taskId: string) => void;
  /** Prepares the same change of a row with, or without, starting its service anew. */
  readonly switchRestart: (row: PlanRow) => void;
  readonly prepareAgain: () => void;
  readonly approve: (confirmed: boolean) => void;
  readonly discard: () => void;
}

/**
 * The life of one review: prepare, tick and prepare again, approve, result.
 *
 * The main process makes every plan; what is ticked only decides which ids it is asked for. The first plan of an apply
 * names everything, so that each row can be shown; guarded rows are then un-ticked before anything can be approved. So is
 * later a row of which something new is said: only what the person has read can be ticked.
 */
export function useReview(request: ReviewRequest): Review {
  const [stage, setStage] = useState<ReviewStage>({ kind: 'preparing' });
  const [plan, setPlan] = useState<PlanPreview>();
  const [rows, setRows] = useState<readonly PlanRow[]>([]);
  const [unticked, setUnticked] = useState<readonly string[]>([]);
  const [seen, setSeen] = useState<ReadonlyMap<string, PlanRow>>(new Map());
  const [problem, setProblem] = useState<ReviewProblem>();
  const turn = useRef(0);
  const atHand = useRef<PlanPreview>(undefined);
  const everything = useRef<readonly string[]>(request.taskIds ?? []);
  const agreed = useRef<Agreement>(new Map());

  /** Puts a plan on screen, and the one before aside. Rows that it neither has nor was asked to leave out are gone. */
  const take = useCallback((next: PlanPreview | undefined, without: readonly string[]): void => {
    const old = atHand.current;
    if (old !== undefined && old.planId !== next?.planId) putAside(old);
    atHand.current = next;
    setPlan(next);
    setRows((before) => mergeRows(before, next?.rows ?? [], without));
    setSeen((before) => new Map([...before, ...(next?.rows ?? []).map((row) => [row.taskId, row] as const)]));
  }, []);

  const prepare = useCallback(
    async (asked: readonly string[] | undefined): Promise<void> => {
      const mine = ++turn.current;
      for (let without = asked; ;) {
        const answer = await ask(request, everything.current, without);
        if (mine !== turn.current) {
          if (answer?.ok) putAside(answer.value);
          return;
        }
        if (answer?.ok === false) {
          const words = CALL_PROBLEMS[request.purpose === 'apply' ? 'preparePlan' : 'prepareRollback'];
          setProblem({ title: words.happened, body: `${asSentence(answer.error)} ${words.toDo}` });
          setStage({ kind: 'stale' });
          return;
        }
        take(answer?.value, without ?? []);
        if (answer === undefined) break;
        if (without === undefined) everything.current = idsOf(request, answer.value);
        const leftOut: readonly string[] = without ?? [];
        // What comes although it was left out stays, and has to be confirmed.
        const refused = toUntick(answer.value.rows, agreed.current).filter((id) => !leftOut.includes(id));
        const isFirst = without === undefined;
        without = [...leftOut, ...refused];
        if (isFirst || refused.length > 0) setUnticked(without);
        if (refused.length === 0) break;
      }
      setStage({ kind: 'ready' });
    },
    [request, take],
  );

  useEffect(() => {
    void prepare(undefined);
    return () => {
      turn.current += 1;
    };
  }, [prepare]);

  useEffect(() => {
    if (plan === undefined || stage.kind !== 'ready') return undefined;
    const timer = setTimeout(
      () => {
        setProblem(REVIEW.expired);
        setStage({ kind: 'stale' });
      },
      Math.max(0, plan.expiresAt - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [plan, stage]);

  const prepareWithout = (without: readonly string[] | undefined): void => {
    setStage({ kind: 'preparing' });
    setProblem(undefined);
    void prepare(without);
  };
  return {
    stage,
    plan,
    problem,
    rows,
    takesAlong: (row) => {
      const needed = unticked.includes(row.taskId) && row.needs !== undefined ? seen.get(row.needs) : undefined;
      return needed?.guarded === true && !isInPlan(plan, needed.taskId) ? needed : undefined;
    },
    isTicked: (taskId) => !unticked.includes(taskId) || isTakenAlong(plan, taskId),
    toggle: (taskId) => {
      if (unticked.includes(taskId)) agreed.current = agreedBy(taskId, seen, agreed.current);
      const next = unticked.includes(taskId) ? unticked.filter((id) => id !== taskId) : [...unticked, taskId];
      setUnticked(next);
      prepareWithout(next);
    },
    switchRestart: (row) => {
      if (row.restart === undefined) return;
      const { taskId } = row;
      const { now, other } = row.restart;
      const renamed = (id: string): string => (id === taskId ? other : id);
      everything.current = everything.current.map(renamed);
      // In its place under its other id, so that the next plan finds it there.
      setRows((before) =>
        before.map((one) => (one === row ? { ...one, taskId: other, restart: { now: !now, other: taskId } } : one)),
      );
      const next = unticked.map(renamed);
      setUnticked(next);
      prepareWithout(next);
    },
    prepareAgain: () => prepareWithout(rows.length === 0 ? undefined : unticked),
    approve: (confirmed) => {
      if (plan === undefined || stage.kind !== 'ready') return;
      setStage({ kind: 'changing' });
      void tryCall('approvePlan', { planId: plan.planId, confirmed }).then((answer) => {
        atHand.current = undefined;
        if (answer.ok && answer.value.kind !== 'refused') return setStage({ kind: 'ended', result: answer.value });
        setProblem(notBegun(answer));
        setStage({ kind: 'stale' });
      });
    },
    discard: () => {
      turn.current += 1;
      if (stage.kind !== 'changing' && stage.kind !== 'ended') take(undefined, []);
    },
  };
}

/** Where this fails the plan expires by itself, so nobody has to hear of it. */
function putAside(plan: PlanPreview): void {
  void tryCall('discardPlan', { planId: plan.planId });
}

/**
 * The ids to ask for from now on. The main process puts the parts of a task in its place, such as the rules of a firewall:
 * then they are asked for instead, or none of them could be un-ticked.
 */
function idsOf({ purpose, taskIds }: ReviewRequest, { rows, byHand, leftOut }: PlanPreview): readonly string[] {
  const picked = [...rows.filter(({ takenAlong }) => takenAlong === undefined), ...byHand].map(({ taskId }) => taskId);
  if (taskIds === undefined || purpose === 'rollback') return taskIds ?? picked;
  const answered = [...picked, ...leftOut.map(({ taskId }) => taskId)];
  const kept = taskIds.filter((id) => answered.includes(id));
  return [...kept, ...answered.filter((id) => !kept.includes(id))];
}

function isInPlan(plan: PlanPreview | undefined, taskId: string): boolean {
  return plan?.rows.some((row) => row.taskId === taskId) ?? false;
}

function isTakenAlong(plan: PlanPreview | undefined, taskId: string): boolean {
  return plan?.rows.some((row) => row.taskId === taskId && row.takenAlong !== undefined) ?? false;
}

/** Undefined where nothing is left to ask for. */
async function ask(
  request: ReviewRequest,
  everything: readonly string[],
  without: readonly string[] | undefined,
): Promise<Answer<PlanPreview> | undefined> {
  const taskIds = everything.filter((id) => !without?.includes(id));
  if (request.purpose === 'apply') return taskIds.length === 0 ? undefined : tryCall('preparePlan', { taskIds });
  if (without !== undefined && taskIds.length === 0) return undefined;
  return tryCall('prepareRollback', everything.length === 0 ? { run: request.run } : { run: request.run, taskIds });
}

function mergeRows(
  before: readonly PlanRow[],
  next: readonly PlanRow[],
  without: readonly string[],
): readonly PlanRow[] {
  const kept = before.flatMap((row) => {
    const renewed = next.find(({ taskId }) => taskId === row.taskId);
    return renewed ? [renewed] : without.includes(row.taskId) ? [row] : [];
  });
  return [...kept, ...next.filter(({ taskId }) => !before.some((row) => row.taskId === taskId))];
}

function notBegun(answer: Answer<ApprovalResult>): ReviewProblem {
  if (answer.ok) {
    const reason = answer.value.kind === 'refused' ? answer.value.reason : '';
    return { title: REVIEW.refused, body: `${asSentence(reason)} ${REVIEW.refusedToDo}` };
  }
  const words = CALL_PROBLEMS.approvePlan;
  return { title: words.happened, body: `${asSentence(answer.error)} ${words.toDo}` };
}
