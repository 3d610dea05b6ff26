package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

class SrlErrorsTest {

  private static List<Diagnostic> problems(String text) {
    return catchThrowableOfType(
            InvalidInputException.class,
            () -> new SrlReader().readText("PREFIX : <http://e/>\n" + text, "t.srl"))
        .diagnostics();
  }

  /** Code, line and column. The text starts on line 2. */
  private static List<String> found(String text) {
    return problems(text).stream()
        .map(problem -> problem.code() + problem.place().replace("t.srl", ""))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        // well formed
        "RULE { ?x :p ?z } WHERE { ?x :q ?y }                         | unbound-head-variable:2:14",
        "RULE { ?x :p ?z } WHERE { ?x :q ?y NOT { ?x :r ?z } }        | unbound-head-variable:2:14",
        "RULE { ?x :p 1 } WHERE { ?x :q ?y FILTER(?z > 1) ?x :r ?z }  | unbound-filter-variable:2:42",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 NOT { FILTER(?z > 1) } }    | unbound-filter-variable:2:47",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 SET(?y := ?z + 1) }        | unbound-set-variable:2:45",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 SET(?y := 1) SET(?y := 2) } | reassigned-variable:2:52",
        "RULE { ?x :p ?y } WHERE { ?x :q ?y SET(?y := 1) }            | assigned-after-pattern:2:40",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 NOT { ?x :q 2 SET(?y := 1) } } | assignment-in-negation:2:48",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 NOT { NOT { ?x :q 2 } } }   | nested-negation:2:40",
        "RULE { ?x :p 1 } WHERE { ?x :q _:b NOT { ?x :r _:b } }       | blank-node-scope:2:48",
        // names
        "RULE { ?x :p 1 } WHERE { ?x nope:q 1 }                       | unknown-prefix:2:29",
        "RULE nope:r { ?x :p 1 } WHERE { ?x :q 1 }                    | unknown-prefix:2:6",
        "RULE { ?x <rel> 1 } WHERE { ?x :q 1 }                        | unusable-iri:2:11",
        "RULE :r { ?x :p 1 } WHERE { ?x :q 1 } RULE :r { ?x :p 2 } WHERE { ?x :q 2 } | duplicate-rule:2:39",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER <java:org.Evil>(?x) } | unknown-function:2:41",
        // what SRL does not have
        "RULE { ?x :p 1 } WHERE { ?x :q 1 OPTIONAL { ?x :q 2 } }      | not-in-srl:2:34",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 MINUS { ?x :q 2 } ?x :q 3 } | not-in-srl:2:34",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 { ?x :q 2 } }               | not-in-srl:2:34",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 GRAPH ?g { ?x :q 2 } }      | not-in-srl:2:34",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 LET (?y := 2) }             | not-in-srl:2:34",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 VALUES ?x { 2 } }           | not-in-srl:2:34",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER NOT EXISTS { ?x :q 2 } } | not-in-srl:2:41",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 NOT EXISTS { ?x :q 2 } }    | not-in-srl:2:38",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER(1 = 2 && EXISTS { ?x :q 2 }) } | not-in-srl:2:50",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER(bound(?x)) }         | not-in-srl:2:41",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 SET(?y := COALESCE(?x, 1)) } | not-in-srl:2:45",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 SET(?y := COUNT(?x)) }     | not-in-srl:2:45",
        "RULE { ?x :p 1 } WHERE { ?x :q* 1 }                          | not-in-srl:2:31",
        "RULE { ?x :p 1 } WHERE { ?x :q|:r 1 }                        | not-in-srl:2:31",
        "RULE { ?x :p 1 } WHERE { ?x !:q 1 }                          | not-in-srl:2:29",
        "RULE { ?x :p 1 } WHERE { ?x :q? 1 }                          | not-in-srl:2:31",
        "RULE { ?x :p/:q 1 } WHERE { ?x :q 1 }                        | path-in-template:2:13",
        "RULE { 1 :p ?x } WHERE { ?x :q 1 }                           | literal-subject:2:8",
        "DATA { 'a' :p 1 }                                            | literal-subject:2:8",
        "DATA { :s :p ?x }                                            | variable-in-data:2:14",
        // syntax
        "RULE { ?x :p 1 } { ?x :q 1 }                                 | syntax:2:18",
        "RULE { ?x :p 1 } WHERE ?x :q 1                               | syntax:2:24",
        "RULE { ?x :p 1 } WHERE { ?x :q 1                             | syntax:2:33",
        "RULE { ?x :p 1                                               | syntax:2:6",
        "RULE { ?x :p 1 FILTER(?x) } WHERE { ?x :q 1 }                | syntax:2:16",
        "RULE :r ?x :p 1                                              | syntax:2:9",
        "IF { ?x :p 1 } { ?x :q 1 }                                   | syntax:2:16",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 2 }                         | syntax:2:34",
        "RULE { ?x :p 1 } WHERE { ?x :q }                             | syntax:2:31",
        "RULE { ?x :p 1 } WHERE { ?x :q (1 }                          | syntax:2:35",
        "RULE { ?x :p 1 } WHERE { ?x word 1 }                         | syntax:2:29",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER ?x > 1 }             | syntax:2:44",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER(?x > ) }             | syntax:2:46",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER(?x > 1 }             | syntax:2:40",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER(FOO(?x)) }           | unknown-function:2:41",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 SET(?y = 1) }              | syntax:2:35",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 SET ?y := 1 }              | syntax:2:39",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 BIND(1 ?y) }               | syntax:2:35",
        "RULE { ?x :p ?y } WHERE { ?x :q 1 BIND(AS ?y) }              | syntax:2:35",
        "RULE { ?x :p 1 } WHERE { ?x :q 1 NOT ?x :q 2 }               | syntax:2:38",
        "RULE { ?x :p 1 } WHERE { ?x :q/:r ?y {| :s 1 |} }            | syntax:2:38",
        "DATA :s :p 1                                                 | syntax:2:6",
        "@prefix a: <http://a/> .                                     | syntax:2:1",
        "PREFIX a <http://a/>                                         | syntax:2:8",
        "PREFIX a: b:                                                 | syntax:2:8",
        "BASE a                                                       | syntax:2:6",
        "VERSION 1.2                                                  | syntax:2:9",
        "IMPORTS 'x'                                                  | syntax:2:9",
        "TRANSITIVE :p                                                | syntax:2:12",
        "INVERSE(:p)                                                  | syntax:2:11",
        "SYMMETRIC(?p)                                                | syntax:2:11",
        "}                                                            | syntax:2:1",
        "DATA { :s :p 'open }                                         | unclosed-string:2:14",
        "DATA { :s :p '''open }                                       | unclosed-string:2:14",
        "DATA { :s :p '''open'' }                                     | unclosed-string:2:14",
        "IMPORTS <other.srl>                                          | import-without-base:2:9",
        "IMPORTS <http://e/other.srl>                                 | import-refused:2:9",
        "IMPORTS :other                                               | import-refused:2:9",
        "IMPORTS <file://host/other.srl>                              | import-refused:2:9",
        "IMPORTS <file:///nowhere/other.srl>                          | missing-file:2:9",
      })
  void problemIsFoundWhereItIs(String text, String problem) {
    assertThat(found(text)).containsExactly(problem);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "#: colour \"red\"           | unknown-annotation:2:4",
        "#:                          | unknown-annotation:2:3",
        "#: label                    | malformed-annotation:2:4",
        "#: label red                | malformed-annotation:2:4",
        "#: label \"a\" \"b\"        | malformed-annotation:2:4",
        "#: label \"{?z} is\"        | unknown-placeholder:2:10",
        "#: source                   | malformed-annotation:2:4",
        "#: source <http://e/>       | malformed-annotation:2:4",
        "#: source \"a\" \"b\"       | malformed-annotation:2:4",
        "#: source \"a\" <b:c> <d:e> | malformed-annotation:2:4",
        "#: probability              | malformed-annotation:2:4",
        "#: probability high         | malformed-annotation:2:4",
        "#: probability 0.5 0.6      | malformed-annotation:2:4",
        "#: probability - x          | malformed-annotation:2:4",
        "#: probability NaN          | malformed-annotation:2:4",
        "#: probability 1.1          | probability-out-of-range:2:16",
        "#: probability -0.1         | probability-out-of-range:2:16",
        "#: choice                   | malformed-annotation:2:4",
        "#: choice \"c\"             | malformed-annotation:2:4",
        "#: choice nope:c            | unknown-prefix:2:11",
      })
  void annotationThatCannotBeReadIsAnError(String line, String problem) {
    assertThat(found(line + "\nRULE { ?x :p 1 } WHERE { ?x :q 1 }")).containsExactly(problem);
  }

  @Test
  void repeatedOrMisplacedAnnotationIsAnError() {
    assertThat(found("#: probability 0.1\n#: probability +0.2\nSYMMETRIC(:p)"))
        .containsExactly("repeated-annotation:3:4");
    assertThat(found("#: probability 0.1\nDATA { :s :p 1 }"))
        .containsExactly("misplaced-annotation:2:1");
    assertThat(found("SYMMETRIC(:p)\n#: probability 0.1"))
        .containsExactly("misplaced-annotation:3:1");
    assertThat(found("RULE { ?x :p 1 } WHERE { ?x :q 1\n#: probability 0.1\n}"))
        .containsExactly("misplaced-annotation:3:1");
  }

  @Test
  void everythingWrongIsReportedAtOnceInTheOrderOfItsPlaces() {
    String text =
        """
        RULE :a { ?x :p ?y . ?x :p ?z } WHERE { ?x a :A . FILTER(?u > ?v) }
        RULE :b { ?x :p 1 } WHERE { ?x :q } # not closed: an object is missing
        #: probability 2
        RULE :c { ?x nope:p 1 } WHERE [ ?x :q 1 ]
        #: probability 0.5
        RULE :d { ?x :p 1 } WHERE { ?x gone:q 1 }
        """;

    assertThat(found(text))
        .containsExactly(
            "unbound-head-variable:2:17",
            "unbound-head-variable:2:28",
            "unbound-filter-variable:2:58",
            "unbound-filter-variable:2:63",
            "syntax:3:34",
            "probability-out-of-range:4:16",
            "unknown-prefix:5:14",
            "syntax:5:31",
            "unknown-prefix:7:32");
  }

  @Test
  void messageNamesTheVariableAndTheMend() {
    Diagnostic problem = problems("RULE { ?x :p ?z } WHERE { ?x :q ?y }").getFirst();

    assertThat(problem.message()).contains("[?z]");
    assertThat(problem.hint()).contains("Add a pattern with ?z");
  }

  @Test
  void placesAreTrueBehindTabsAndLineEndsOfAnyKind() {
    assertThat(found("\r\n\tRULE { ?x :p 1 }\r\n\tWHERE\r{ ?x\t:q\t1 2 }"))
        .containsExactly("syntax:5:11");
  }

  @Test
  void choiceMustNotExceedOneOrJoinRulesOfDifferentBodies() {
    String rule = "#: probability %s\n#: choice :c\nRULE { ?x :p %s } WHERE%s { ?x :q %s }\n";
    assertThat(found(rule.formatted(0.6, 1, "", 1) + rule.formatted(0.5, 2, "", 1)))
        .containsExactly("choice-exceeds-one:7:1");
    assertThat(found(rule.formatted(0.6, 1, "", 1) + rule.formatted(0.3, 2, "", 2)))
        .containsExactly("choice-bodies-differ:7:1");
    assertThat(found(rule.formatted(0.6, 1, "", 1) + rule.formatted(0.3, 2, " DATA", 1)))
        .containsExactly("choice-bodies-differ:7:1");
  }

  @Test
  void endlessNestingIsRefused() {
    assertThat(found("RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER" + "(".repeat(100_000)))
        .containsExactly("nested-too-deep:2:140");
    assertThat(problems("RULE { ?x :p 1 } WHERE { ?x :q 1 FILTER(" + "!".repeat(100_000) + "?x) }"))
        .hasSize(1);
  }

  @Test
  void bodyOfAQuestionHasPlacesOfItsOwn() {
    SrlReader reader = new SrlReader();
    List<Diagnostic> problems =
        catchThrowableOfType(
                InvalidInputException.class,
                () ->
                    reader.readBody(
                        "?s :p ?a .\n FILTER(?b) }", Map.of("", "http://e/"), "pack.yaml"))
            .diagnostics();

    assertThat(problems)
        .extracting(Diagnostic::place)
        .containsExactly("pack.yaml:2:9", "pack.yaml:2:13");
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class,
                    () -> reader.readBody("?s ?p 'open", Map.of(), "pack.yaml"))
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unclosed-string");
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class,
                    () -> reader.readBody("?s ?p ?o FILTER ", Map.of(), "pack.yaml"))
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("syntax");
  }
}
