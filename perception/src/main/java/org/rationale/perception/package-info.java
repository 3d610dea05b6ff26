/**
 * Neural networks behind perceptors: each turns an input of a case into statements with calibrated
 * probabilities. ONNX Runtime's types stay inside this package.
 */
@NullMarked
package org.rationale.perception;

import org.jspecify.annotations.NullMarked;
