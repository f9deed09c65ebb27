/** The `tf` that experiments use: TensorFlow.js as documented, layers and chained operations included. */
export * from '@tensorflow/tfjs';
