package org.rationale.reasoner;

import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;

/** A probability with its guarantee. */
public record Valuation(Probability probability, Guarantee guarantee) {}
