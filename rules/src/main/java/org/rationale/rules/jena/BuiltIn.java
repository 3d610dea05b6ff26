package org.rationale.rules.jena;

import java.util.HashMap;
import java.util.Map;

/** What a built-in of Jena is in SPARQL. Its arguments are called {@code ?a}, {@code ?b}, ... */
sealed interface BuiltIn {

  /** Holds or not. */
  record Test(int arguments, String condition) implements BuiltIn {}

  /**
   * Computes its last argument from the others.
   *
   * @param inputs how many there are
   * @param condition what the inputs must be
   */
  record Value(int inputs, String condition, String value) implements BuiltIn {}

  /** Wants more than an expression; the translation knows it by name. */
  record Special() implements BuiltIn {}

  /**
   * Has no counterpart.
   *
   * @param reason goes on from the name: {@code takes facts away}
   * @param hint what to do instead
   */
  record Unsupported(String reason, String hint) implements BuiltIn {}

  /** The built-ins of Jena 6.0.0 by name, all of them. */
  Map<String, BuiltIn> BY_NAME = table();

  private static Map<String, BuiltIn> table() {
    Map<String, BuiltIn> table = new HashMap<>();
    table.put("equal", new Test(2, "?a = ?b"));
    // Other than SPARQL's, Jena's inequality holds between terms that cannot be compared.
    table.put("notEqual", new Test(2, "! COALESCE(?a = ?b, false)"));
    table.put("lessThan", comparison("<"));
    table.put("greaterThan", comparison(">"));
    table.put("le", comparison("<="));
    table.put("ge", comparison(">="));
    table.put("isLiteral", new Test(1, "isLITERAL(?a)"));
    table.put("notLiteral", new Test(1, "! isLITERAL(?a)"));
    table.put("isBNode", new Test(1, "isBLANK(?a)"));
    table.put("notBNode", new Test(1, "! isBLANK(?a)"));
    table.put("isDType", new Test(2, "<%s>(?a, ?b)".formatted(Functions.IS_DTYPE)));
    table.put("notDType", new Test(2, "! <%s>(?a, ?b)".formatted(Functions.IS_DTYPE)));
    table.put("sum", arithmetic("?a + ?b"));
    table.put("difference", arithmetic("?a - ?b"));
    table.put("product", arithmetic("?a * ?b"));
    // Integers are divided without a rest.
    table.put(
        "quotient",
        arithmetic(
            "IF(DATATYPE(?a) IN (xsd:float, xsd:double, xsd:decimal)"
                + " || DATATYPE(?b) IN (xsd:float, xsd:double, xsd:decimal),"
                + " ?a / ?b, ?a IDIV ?b)"));
    table.put("min", arithmetic("IF(?a > ?b, ?b, ?a)"));
    table.put("max", arithmetic("IF(?a > ?b, ?a, ?b)"));
    for (String name :
        new String[] {
          "addOne",
          "strConcat",
          "uriConcat",
          "regex",
          "makeSkolem",
          "makeTemp",
          "noValue",
          "bound",
          "unbound",
          "notFunctor"
        }) {
      table.put(name, new Special());
    }
    String stays =
        "Rules only add facts here: say with a negation (noValue) when one does not hold.";
    table.put("remove", new Unsupported("takes facts away", stays));
    table.put("drop", new Unsupported("takes facts away", stays));
    table.put("hide", new Unsupported("hides facts", stays));
    table.put(
        "print",
        new Unsupported("writes instead of concluding", "Leave it out: every step is recorded."));
    String engine = "Leave it out: here every fact is derived once, and kept.";
    table.put("table", new Unsupported("tunes an engine of Jena's", engine));
    table.put("tableAll", new Unsupported("tunes an engine of Jena's", engine));
    table.put(
        "now",
        new Unsupported(
            "depends on the clock, so the same input would not give the same output",
            "Give the time as a fact."));
    table.put(
        "makeInstance",
        new Unsupported("is known to Jena's backward engine only", "Use makeSkolem."));
    table.put(
        "countLiteralValues",
        new Unsupported("counts facts", "Count in a DRL rule, with accumulate."));
    table.put(
        "isFunctor", new Unsupported("speaks of structured literals", "Use triples instead."));
    for (String name :
        new String[] {
          "listLength",
          "listEntry",
          "listEqual",
          "listNotEqual",
          "listContains",
          "listNotContains",
          "listMapAsSubject",
          "listMapAsObject",
          "assertDisjointPairs"
        }) {
      table.put(
          name,
          new Unsupported(
              "walks an RDF list",
              "Match rdf:first and rdf:rest in patterns, with a rule for"
                  + " the rest of a list."));
    }
    return Map.copyOf(table);
  }

  /** Numbers and times only: SPARQL would compare strings as well. */
  private static Test comparison(String operator) {
    return new Test(
        2,
        "(isNUMERIC(?a) || DATATYPE(?a) IN (xsd:dateTime, xsd:date, xsd:time, xsd:gYear,"
            + " xsd:gYearMonth, xsd:gMonth, xsd:gMonthDay, xsd:gDay)) && ?a "
            + operator
            + " ?b");
  }

  private static Value arithmetic(String value) {
    return new Value(2, "isNUMERIC(?a) && isNUMERIC(?b)", value);
  }
}
