package org.rationale.kg;

/**
 * That a perceptor looked at an input and makes no claim about it. The input counts as if it had
 * not been given, and people are told why.
 *
 * @param perceptor its id in the pack
 * @param model what looked at it
 * @param input the input's name in the case
 * @param inputSha256 of the input's canonical bytes, hexadecimal
 * @param reason for people, one sentence
 */
public record Withheld(
    String perceptor, ModelIdentity model, String input, String inputSha256, String reason) {}
