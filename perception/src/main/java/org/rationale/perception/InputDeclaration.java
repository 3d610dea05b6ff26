package org.rationale.perception;

/**
 * That a perceptor of a pack takes an input.
 *
 * @param input the input's name in a case: {@code vitals}
 * @param perceptor the id of the perceptor that reads it
 * @param required whether a case without it is an error; otherwise the perceptor just sees nothing
 */
public record InputDeclaration(String input, String perceptor, boolean required) {}
