/** What the Data panel knows: nothing yet, a preview, or why there is none. Pure: it draws nothing. */
import type { Problem } from '../../src/base/problem';
import type { Result } from '../../src/base/result';
import type { DatasetPreview } from '../../src/protocol/dataset-preview';

export interface DataState {
  readonly preview: DatasetPreview | undefined;
  /** Why there is no preview, or none of the data as they are now. */
  readonly problem: Problem | undefined;
  readonly isReading: boolean;
  /** What takes long, in a sentence. */
  readonly activity: string;
  /** Why a picture could not be saved or copied. */
  readonly trouble: Problem | undefined;
}

export const initialState: DataState = {
  preview: undefined,
  problem: undefined,
  isReading: false,
  activity: '',
  trouble: undefined,
};

export type DataMessage =
  | { readonly kind: 'asked' }
  | { readonly kind: 'told'; readonly activity: string }
  | { readonly kind: 'answered'; readonly answer: Result<DatasetPreview> }
  | { readonly kind: 'failed'; readonly trouble: Problem };

export function reduce(state: DataState, message: DataMessage): DataState {
  switch (message.kind) {
    case 'asked':
      return { ...state, isReading: true, activity: '', problem: undefined, trouble: undefined };
    case 'told':
      return state.isReading ? { ...state, activity: message.activity } : state;
    case 'answered':
      return message.answer.ok
        ? { ...initialState, preview: message.answer.value }
        : { ...initialState, problem: message.answer.problem };
    case 'failed':
      return { ...state, trouble: message.trouble };
  }
}

/** The largest class, both splits together: what a full bar stands for. */
export const largestClass = ({ classes }: DatasetPreview): number =>
  classes.reduce((most, { train, test }) => Math.max(most, train + test), 1);
