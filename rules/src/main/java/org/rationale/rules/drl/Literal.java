package org.rationale.rules.drl;

/**
 * An RDF literal that is neither a finite number nor a boolean.
 *
 * @param lexical its text
 * @param datatype as a prefixed name or full IRI: {@code xsd:date}
 * @param language the language tag, with {@code --ltr} or {@code --rtl} where a base direction is
 *     given; empty if there is none
 */
public record Literal(String lexical, String datatype, String language) {

  /** A plain string. */
  public static Literal of(String text) {
    return new Literal(text, "xsd:string", "");
  }
}
