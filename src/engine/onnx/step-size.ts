/** Rules from how much a step computes: how many threads it is given, and how many steps go into one call. */
import { availableParallelism } from 'node:os';
import { workOf } from '../lowering/lowering';
import type { StepTrace } from './step-trace';

/**
 * In units of `Lowering.work`, a kernel on average. Below the first, waking a second thread for each costs more than it
 * saves; below the second, more than two have nothing to do. Measured on two cores: a convolutional autoencoder (275,000)
 * gains a third by a second thread, a GAN of dense layers (63,000) a quarter, a recurrent autoencoder (16,000) a tenth. But
 * threads that wait for one another at every small kernel lose more than that when a window on the same two cores shows the
 * run (2.5 ms a step in place of 2.1): a small step takes the second one only where there are cores left for others.
 */
const WORK_OF_A_KERNEL_WORTH_TWO_THREADS = 12e3;
const WORK_OF_A_KERNEL_WORTH_MORE_THREADS = 120e3;
const CORES_FOR_A_SECOND_THREAD = 4;
/** More have not been measured to help models of this size. */
const MOST_THREADS = 4;
/** Up to here a step takes so few milliseconds that the call itself counts. Measured. */
const WORK_WORTH_SHARING_A_CALL = 30e6;
const STEPS_PER_CALL = 8;
/** Longer graphs take too long to load. */
const MOST_KERNELS_IN_A_CALL = 6000;

const workOfStep = ({ kernels }: StepTrace): number =>
  kernels.reduce((work, { call, lowering }) => work + workOf(lowering, call, lowering.infer(call)), 0);

/** The same on every machine with as many cores: the count is part of what a run's last bits hang on. */
export function threadsFor(trace: StepTrace): number {
  const workOfKernel = workOfStep(trace) / trace.kernels.length;
  if (workOfKernel < WORK_OF_A_KERNEL_WORTH_TWO_THREADS) return 1;
  const cores = availableParallelism();
  if (workOfKernel < WORK_OF_A_KERNEL_WORTH_MORE_THREADS) return cores >= CORES_FOR_A_SECOND_THREAD ? 2 : 1;
  return Math.min(MOST_THREADS, cores);
}

export const stepsPerCall = (trace: StepTrace): number =>
  workOfStep(trace) < WORK_WORTH_SHARING_A_CALL && trace.kernels.length * STEPS_PER_CALL <= MOST_KERNELS_IN_A_CALL
    ? STEPS_PER_CALL
    : 1;
