/** The DCGAN of tests/models/models.ts as an experiment that the command line can train, for the bench of the first step. */
import { models } from '../models/models.ts';

export default models.DCGAN();
