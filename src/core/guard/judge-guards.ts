import type { Questions } from '../ask-in-rounds';
import type { ChangePlan, HandStep, PlannedStep } from '../plan';
import type { Policy } from '../policy';
import type { AnyTask, CommandResults } from '../task';
import { bluetoothInputGuards, INPUT_QUESTIONS } from './bluetooth-input';
import { cutsAny, cutsOf, cutsRemote, type StepCuts } from './cut';
import { type Guards, inOrder } from './guard';
import {
  cutsServices,
  furtherServiceQuestions,
  neededServiceGuards,
  type OfferedReading,
  offeredServices,
  readOffered,
  SERVICE_QUESTIONS,
} from './needed-services';
import { type Operator, remoteSessionGuards } from './remote-session';
import { readSessions, SESSION_QUESTIONS, sessionGuards } from './sessions';

/** What is planned, and what it is judged by. */
export interface Guarded {
  readonly plan: ChangePlan;
  readonly catalogue: readonly AnyTask[];
  readonly policy: Policy;
}

/** What has to be asked before a plan may run; nothing where no step can cut anything off. None of it needs root. */
export function guardQuestions({ plan, catalogue, policy }: Guarded): Questions {
  const cuts = stepsOf(plan).map((step) => cutsIn(step, catalogue));
  return {
    ...(cuts.some(cutsRemote) ? SESSION_QUESTIONS : {}),
    ...(cuts.some((step) => cutsAny(step, 'bluetooth')) ? INPUT_QUESTIONS : {}),
    ...(asksForServices(cuts, policy) ? SERVICE_QUESTIONS : {}),
  };
}

/** The questions that follow from the answers so far. */
export function furtherGuardQuestions({ plan, catalogue, policy }: Guarded, answers: CommandResults): Questions {
  const cuts = stepsOf(plan).map((step) => cutsIn(step, catalogue));
  return asksForServices(cuts, policy) ? furtherServiceQuestions(answers) : {};
}

/**
 * What speaks against each step, from the answers: also against those that only a person can make.
 *
 * Pure and total: an answer that is missing or not understood is a guard with the reason.
 */
export function judgeGuards({ plan, catalogue, policy }: Guarded, answers: CommandResults, operator: Operator): Guards {
  const steps = stepsOf(plan);
  const sessions = readSessions(answers);
  const needed = asksForServices(
    steps.map((step) => cutsIn(step, catalogue)),
    policy,
  )
    ? readOffered(answers, policy)
    : undefined;
  const judged = steps.map((step) => {
    const cuts = cutsIn(step, catalogue);
    const guards = [
      ...remoteSessionGuards(cuts, sessions, operator),
      ...sessionGuards(cuts, sessions, operator.account),
      ...bluetoothInputGuards(cuts, answers),
      ...serviceGuards(step, cuts, plan, needed),
    ];
    return [step.taskId, inOrder(guards)] as const;
  });
  return Object.fromEntries(judged.filter(([, guards]) => guards.length > 0));
}

type AnyStep = PlannedStep | HandStep;

function stepsOf({ steps, byHand }: ChangePlan): readonly AnyStep[] {
  return [...steps, ...byHand];
}

function cutsIn(step: AnyStep, catalogue: readonly AnyTask[]): StepCuts {
  return cutsOf(
    step,
    catalogue.find(({ id }) => id === step.taskId),
  );
}

function asksForServices(cuts: readonly StepCuts[], policy: Policy): boolean {
  return offeredServices(policy).length > 0 && cuts.some(cutsServices);
}

function serviceGuards(
  { taskId }: AnyStep,
  step: StepCuts,
  { steps }: ChangePlan,
  offered: OfferedReading | undefined,
): ReturnType<typeof neededServiceGuards> {
  return offered === undefined ? [] : neededServiceGuards({ step, taskId, all: steps }, offered);
}
