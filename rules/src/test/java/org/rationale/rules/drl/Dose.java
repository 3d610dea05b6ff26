package org.rationale.rules.drl;

import java.math.BigDecimal;

/** What an application would hand on from rule to rule. */
public record Dose(String patient, BigDecimal milligrams) {}
