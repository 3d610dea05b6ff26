package org.rationale.kg;

import java.util.Optional;

/**
 * Where knowledge was taken from.
 *
 * @param text for people: {@code BTS guideline 2009, table 2}
 * @param iri where to find it, if known
 */
public record Citation(String text, Optional<String> iri) {}
