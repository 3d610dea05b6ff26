package org.rationale.kg;

/**
 * What read a percept: a name for people and the SHA-256 of the model file, in hexadecimal. A
 * reader without a model (a field of a form, say) has the SHA-256 of its configuration.
 */
public record ModelIdentity(String name, String sha256) {}
