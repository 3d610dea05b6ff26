package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.expr.Expr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.rules.BodyElement;

/** Our reading of triples and expressions is that of ARQ's SPARQL 1.2 parser. */
class SrlAgainstArqTest {

  private static final String BASE = "http://base/folder/file";
  private static final Map<String, String> PREFIXES =
      Map.of("", "http://e/", "p", "http://e/p#", "xsd", "http://www.w3.org/2001/XMLSchema#");
  private static final String PROLOGUE =
      "BASE <%s>\nPREFIX : <http://e/> PREFIX p: <http://e/p#>\nPREFIX xsd: <%s>\n"
          .formatted(BASE, PREFIXES.get("xsd"));

  private static List<BodyElement> body(String text) {
    String rule = PROLOGUE + "RULE { } WHERE {\n" + text + "\n}";
    return new SrlReader().readText(rule, "t.srl").rules().getFirst().body();
  }

  private static List<Triple> patterns(String text) {
    return ArqTwin.numbered(
        body(text).stream().map(element -> ((BodyElement.Pattern) element).triple()).toList());
  }

  private static Expr expression(String text) {
    String bound = "?x :p ?y . ?z :p ?u . FILTER(";
    return ((BodyElement.Filter) body(bound + text + "\n)").getLast()).expression();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?x ?y ?z",
        "$x a :A, :B ; :p 1 ; ; p:q 2 ;",
        "<rel> <#frag> <../up> . <?query> <//host/x> <http://e/./a/../b>",
        "<http://e/\\u00e9\\U0001F600> :p :caf\u00e9",
        ":a\\(b\\) :p\\~ :x.y .",
        ":a.b.c p:d:e p:f-g. p: : :1",
        "_:a :p _:b . _:a.c :q _:1-x",
        "[] :p [ ] ; :q [ :r [ :s 1 ], 2 ; :t 3 ]",
        "[ :p 1 ; :q [ :r 2 ] ] . [ :p 1 ] :s 3",
        "( 1 ?x ( :a () ) [ :p 1 ] ) :p ( ) , ( 2 )",
        "( 1 2 ) . () :p 3",
        "?x :p 1, -1, +1, 1.5, -.5, 1e3, -1.e-2, .5E+7, 01, true, FALSE",
        "?x :p 'a', \"b\", '''c'd''e''', \"\"\"f\"g\\\"\"\"\", '', \"\", '''''', \"\"\"\"\"\"",
        "?x :p 'tab\\tnl\\ncr\\rbs\\bff\\fq\\\"q\\'s\\\\', 'u\\u00e9\\U0001F600'",
        "?x :p 'a'@en, 'b'@en-GB, 'c'@EN--ltr, 'd' @fr--rtl, '1'^^xsd:integer, 'x' ^^ <dt>",
        "?x :p/:q ?y . ?x ^:p ?y . ?x :p/^:q/a ?y . ?x ^(:p/:q)/:r ?y . ?x ((:p)) ?y",
        "?x :p/(:q/(^:r/:s))/:t ?y , ?z ; ^(^(:u)) [ :p/:q 1 ]",
        "<< :a :b :c >> :p 1 . << ?x ?y ?z ~ :r >> :p << :a a :b ~ _:q >> .",
        "<< << :a :b :c >> :d << 1 :e 'f' ~ ?r >> ~ [] >> :p 2 . << :a :b :c ~ >> .",
        "?x :p <<( :a :b <<( ?s ?p -1 )>> )>> . ?y :q <<( _:b a true )>>",
        ":a :b :c ~ :r , :d ~ , :e ~ _:x ~ :y {| :p 1 ; :q [ :r 2 ] |} {| a :T |} ; :f :g",
        ":a :b :c {| :p :o {| :q :z |} ~ :r2 {| :s 3 |} |}",
        "?x:p?y.?y:q?z",
        "?x :p 1.?x :p 1.0.?x :p :a.",
        "?x<http://e/p>'a'.",
        "?x :p ?y # comment 'with quote\n; :q # another\r ?z",
        "?\u00e9t\u00e9 :p ?_x , ?1 , ?x\u00b7y , ?x\u203f",
        "?x :p 'a'@en-a-b-c1",
      })
  void triplesAreReadAsArqReadsThem(String block) {
    assertThat(patterns(block)).isEqualTo(ArqTwin.patterns(block, BASE, PREFIXES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?x",
        "1",
        "-1",
        "- 1",
        "+1",
        "-?x",
        "!?x",
        "'a'@en",
        "true",
        "<rel>",
        "p:q",
        "?x + 1 - 2 * 3 / ?y - -4",
        "?x-1",
        "?x -1*2",
        "?x+1",
        "?x*-1",
        "1-1-1",
        "2/3/4",
        "?x = 1 && ?y != 2 || ?z < 3 && !(?u >= 4)",
        "?x <= 1",
        "?x > 1",
        "?x IN (1, 2, ?y + 1)",
        "?x not in ()",
        "?x IN ()",
        "?x NOT IN ('a')",
        "((?x))",
        "(?x + 1) * 2",
        "!?x && -?y = +?z",
        "str(?x)",
        "LANG(?x)",
        "langDir(?x)",
        "DATATYPE(?x)",
        "IRI(?x)",
        "uri('a')",
        "iri(<b>)",
        "ABS(?x)",
        "CEIL(?x)",
        "FLOOR(?x)",
        "ROUND(?x)",
        "CONCAT()",
        "CONCAT(?x,?y,'z')",
        "STRLEN(?x)",
        "UCASE(?x)",
        "LCASE(?x)",
        "ENCODE_FOR_URI(?x)",
        "CONTAINS(?x,'a')",
        "STRSTARTS(?x,'a')",
        "STRENDS(?x,'a')",
        "STRBEFORE(?x,'a')",
        "STRAFTER(?x,'a')",
        "YEAR(?x)",
        "MONTH(?x)",
        "DAY(?x)",
        "HOURS(?x)",
        "MINUTES(?x)",
        "SECONDS(?x)",
        "TIMEZONE(?x)",
        "TZ(?x)",
        "MD5(?x)",
        "SHA1(?x)",
        "SHA256(?x)",
        "SHA384(?x)",
        "SHA512(?x)",
        "IF(?x, 1, 2)",
        "STRLANG(?x,'en')",
        "STRLANGDIR(?x,'en','ltr')",
        "STRDT(?x, xsd:int)",
        "sameTerm(?x,?y)",
        "isIRI(?x)",
        "isURI(?x)",
        "isBlank(?x)",
        "isLiteral(?x)",
        "isNumeric(?x)",
        "hasLang(?x)",
        "hasLangDir(?x)",
        "isTriple(?x)",
        "TRIPLE(?x,?y,?z)",
        "SUBJECT(?x)",
        "PREDICATE(?x)",
        "OBJECT(?x)",
        "REGEX(?x,'a')",
        "REGEX(?x,'a','i')",
        "SUBSTR(?x,1)",
        "SUBSTR(?x,1,2)",
        "REPLACE(?x,'a','b')",
        "REPLACE(?x,'a','b','i')",
        "langMatches(lang(?x),'*')",
        "xsd:integer(?x)",
        "<http://www.w3.org/2001/XMLSchema#string>(1)",
        "<<( ?x :p -1 )>>",
        "<<( :s a <<( :s :p 'o'@en )>> )>> = ?x",
        "<<( :s ?y true )>>"
      })
  void expressionsAreReadAsArqReadsThem(String text) {
    assertThat(expression(text)).isEqualTo(ArqTwin.expression(text, BASE, PREFIXES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()", "BNODE('a')"})
  void callsThatAreNeverTheSameAreReadAsArqReadsThem(String text) {
    assertThat(expression(text)).hasToString(ArqTwin.expression(text, BASE, PREFIXES).toString());
  }

  @Test
  void randomBlocksAreReadAsArqReadsThem() {
    Generator generator = new Generator(new Random(20261125));
    for (int i = 0; i < 300; i++) {
      String block = generator.block();

      assertThat(patterns(block)).as(block).isEqualTo(ArqTwin.patterns(block, BASE, PREFIXES));
    }
  }

  @Test
  void randomExpressionsAreReadAsArqReadsThem() {
    Generator generator = new Generator(new Random(20261126));
    for (int i = 0; i < 500; i++) {
      String text = generator.expression(4);

      assertThat(expression(text)).as(text).isEqualTo(ArqTwin.expression(text, BASE, PREFIXES));
    }
  }

  /** Texts of SPARQL's grammar as far as SRL has it. */
  private record Generator(Random random) {

    @SafeVarargs
    private String any(Supplier<String>... choices) {
      return choices[random.nextInt(choices.length)].get();
    }

    private String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    private String repeat(Supplier<String> part, String separator, int most) {
      StringBuilder text = new StringBuilder(part.get());
      for (int i = random.nextInt(most); i > 0; i--) {
        text.append(separator).append(part.get());
      }
      return text.toString();
    }

    String block() {
      return repeat(() -> statement(2), pick(" . ", ".\n", " .# c\n"), 3) + pick("", " .");
    }

    private String statement(int depth) {
      return any(
          () -> term() + " " + properties(depth),
          () -> "[ " + properties(depth) + " ]" + pick("", " " + properties(depth)),
          () -> "( " + repeat(() -> object(depth), " ", 3) + " ) " + properties(depth),
          () -> reified(depth) + pick("", " " + properties(depth)));
    }

    private String properties(int depth) {
      return repeat(
              () -> verb(2) + " " + repeat(() -> object(depth), " , ", 2), pick(" ; ", " ;; "), 2)
          + pick("", " ;");
    }

    private String verb(int depth) {
      return any(
          () -> pick(":p", "a", "p:q", "<r>", "?v"),
          () -> depth > 0 ? repeat(() -> step(depth - 1), "/", 3) : ":p");
    }

    private String step(int depth) {
      String inner = depth > 0 ? "(" + repeat(() -> step(depth - 1), " / ", 2) + ")" : ":s";
      return pick(":p", "^:q", "a", inner, "^" + inner);
    }

    private String object(int depth) {
      if (depth == 0) {
        return term();
      }
      return any(
          this::term,
          () -> "[ " + properties(depth - 1) + " ]",
          () -> "( " + repeat(() -> object(depth - 1), " ", 3) + " )",
          () -> reified(depth - 1),
          this::term);
    }

    private String reified(int depth) {
      String subject = depth > 0 && random.nextBoolean() ? reified(depth - 1) : term();
      return "<< %s %s %s %s>>"
          .formatted(subject, pick(":p", "a", "?v"), term(), pick("", "~ ", "~ :r ", "~ _:c "));
    }

    private String term() {
      return pick(
          ":a",
          "p:b.c",
          "<d#e>",
          "?x",
          "$y",
          "_:b",
          "_:c",
          "[]",
          "1",
          "-2.5",
          "+3e4",
          "true",
          "'s'",
          "\"\"\"l\"\"\"@en-US",
          "'t'^^xsd:date",
          "<<( ?x :p 'o' )>>");
    }

    String expression(int depth) {
      if (depth == 0) {
        return pick("?x", "?y", "1", "-2", "'s'@en", "true", ":i", "1.5", "<<( ?x a 1 )>>");
      }
      Supplier<String> inner = () -> expression(random.nextInt(depth));
      Supplier<String> operand = () -> "(" + inner.get() + ")";
      return any(
          () -> repeat(operand, pick(" + ", "-", " * ", "/"), 4),
          () -> repeat(inner, pick(" && ", " || "), 3),
          () -> operand.get() + pick(" = ", "!=", " < ", ">=", " <= ", ">") + operand.get(),
          () -> operand.get() + pick(" IN ", " NOT IN ") + "(" + repeat(inner, ", ", 3) + ")",
          () -> pick("!", "- ", "+ ") + operand.get(),
          () -> pick("STR", "abs", "isIRI", "xsd:double") + operand.get(),
          () -> pick("CONCAT", "concat") + "(" + repeat(inner, ",", 3) + ")",
          () -> "IF(" + inner.get() + ", " + inner.get() + ", " + inner.get() + ")",
          () -> "?x " + pick("+1", "-1", "- 1", "*-1") + pick("", " * 2", "-?y"));
    }
  }
}
