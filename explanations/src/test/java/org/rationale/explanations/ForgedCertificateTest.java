package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.CertificateChecker;
import org.rationale.explanations.checker.Verdict;

/** Certificates that somebody changed who knows how they are checked, and sealed again. */
class ForgedCertificateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Triple CLAIM = CertificateTest.fact("a", "is", "z");

  private static final String DATA =
      """
      << :a :is :p >> rat:probability 0.8 .
      << :a :is :q >> rat:probability 0.5 .
      << :a :is :s >> rat:probability 0.5 .
      << :b :is :p >> rat:probability 0.5 .
      :a :age 70 .
      """;

  private static final String RULES =
      """
      RULE :w { ?x :is :w } WHERE { ?x :is :p . ?x :is :q . ?x :age ?n . FILTER(?n > 65) }
      RULE :v { ?x :is :v } WHERE { ?x :is :q . ?x :is :s }
      RULE :z { ?x :is :z } WHERE { ?x :is :w . NOT { ?x :is :v } }
      """;

  private static final byte[] RIGHT =
      Certificates.of(CertificateTest.graph(DATA, RULES, ""), CLAIM, Map.of("data.ttl", "00"));

  /** An attempt, and what of it is found. */
  record Forgery(String name, String found, Consumer<ObjectNode> edit) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static int term(ObjectNode c, String term) {
    ArrayNode terms = (ArrayNode) c.get("terms");
    for (int i = 0; i < terms.size(); i++) {
      if (terms.get(i).textValue().equals(term)) {
        return i;
      }
    }
    throw new AssertionError(term);
  }

  private static int iri(ObjectNode c, String name) {
    return term(c, "<http://e/" + name + ">");
  }

  /** The number of the fact that something is something. */
  private static int fact(ObjectNode c, String s, String o) {
    for (int i = 0; i < c.get("facts").size(); i++) {
      var fact = c.get("facts").get(i);
      if (fact.get("s").intValue() == iri(c, s) && fact.get("o").intValue() == iri(c, o)) {
        return i;
      }
    }
    throw new AssertionError(s + " " + o);
  }

  /** The step of a rule. */
  private static ObjectNode step(ObjectNode c, String rule) {
    for (var step : c.get("steps")) {
      if (rule(c, rule) == step.get("rule").intValue()) {
        return (ObjectNode) step;
      }
    }
    throw new AssertionError(rule);
  }

  private static int rule(ObjectNode c, String rule) {
    for (int i = 0; i < c.get("rules").size(); i++) {
      if (c.get("rules").get(i).get("id").textValue().equals("http://e/" + rule)) {
        return i;
      }
    }
    throw new AssertionError(rule);
  }

  private static ObjectNode claim(ObjectNode c) {
    return (ObjectNode) c.get("claims").get(0);
  }

  private static void number(ObjectNode c, String guarantee, double p) {
    claim(c).put("guarantee", guarantee).put("probability", p).put("lower", p).put("upper", p);
    if (!guarantee.equals("exact")) {
      claim(c).put("both", -1).put("given", -1);
    }
  }

  private static ObjectNode source(ObjectNode c, String s, String o) {
    return (ObjectNode) c.get("facts").get(fact(c, s, o)).get("sources").get(0);
  }

  static Stream<Forgery> forgeries() {
    return Stream.of(
        new Forgery(
            "two premises change places",
            "no instance of the body",
            c -> {
              ArrayNode premises = (ArrayNode) step(c, "w").get("premises");
              var first = premises.get(0);
              premises.set(0, premises.get(1));
              premises.set(1, first);
            }),
        new Forgery(
            "the rule is used for something else",
            "the scope lacks them",
            c -> ((ArrayNode) step(c, "z").get("substitution")).set(0, new IntNode(iri(c, "p")))),
        new Forgery(
            "a variable is bound to another number",
            "no instance of the body",
            c -> ((ArrayNode) step(c, "w").get("substitution")).set(1, new IntNode(iri(c, "a")))),
        new Forgery(
            "what speaks for the absent is not mentioned",
            "other facts match what its rule negates",
            c -> ((ArrayNode) step(c, "z").get("absent")).set(0, JSON.createArrayNode())),
        new Forgery(
            "nothing is negated any more",
            "its rule has other negations",
            c -> step(c, "z").set("absent", JSON.createArrayNode())),
        new Forgery(
            "what the negation looks for is taken out of the scope",
            "the scope",
            c -> {
              ArrayNode scope = (ArrayNode) c.get("scope");
              for (int i = scope.size() - 1; i >= 0; i--) {
                if (scope.get(i).get(2).intValue() == iri(c, "v")) {
                  scope.remove(i);
                }
              }
            }),
        new Forgery(
            "the absent lies in the same layer",
            "earlier layer",
            c ->
                ((ObjectNode) c.get("facts").get(fact(c, "a", "v")))
                    .put("layer", c.get("facts").get(fact(c, "a", "z")).get("layer").intValue())),
        new Forgery(
            "a probability is another, and the hash is made anew",
            "its diagrams give",
            c -> number(c, "exact", 0.9)),
        new Forgery(
            "a source is surer, and the hash is made anew",
            "its diagrams give",
            c -> source(c, "a", "p").put("probability", 0.9)),
        new Forgery(
            "another number without diagrams", "the steps give", c -> number(c, "stated", 0.9)),
        new Forgery(
            "bounds that the probability is not between",
            "the steps give",
            c -> {
              number(c, "bounded", 0.95);
              claim(c).put("lower", 0.9).put("upper", 1.0);
            }),
        new Forgery(
            "an estimate that chance does not explain",
            "the steps give",
            c -> {
              number(c, "estimated", 0.95);
              claim(c).put("lower", 0.94).put("upper", 0.96);
            }),
        new Forgery(
            "a diagram of the same value for other worlds",
            "not what follows from the steps",
            c -> {
              // That s holds is as likely as that it does not.
              int s = source(c, "a", "s").get("variable").intValue();
              for (var node : c.get("nodes")) {
                if (node.get(0).intValue() == s) {
                  var low = node.get(1);
                  ((ArrayNode) node).set(1, node.get(2));
                  ((ArrayNode) node).set(2, low);
                }
              }
            }),
        new Forgery(
            "one input counts twice",
            "its variable is another's too",
            c ->
                source(c, "a", "s")
                    .put("variable", source(c, "a", "q").get("variable").intValue())),
        new Forgery(
            "no number",
            "its probability is none",
            c -> source(c, "a", "p").set("probability", new DoubleNode(Double.NaN))),
        new Forgery(
            "a number without end",
            "its probability is none",
            c -> source(c, "a", "p").set("probability", new DoubleNode(Double.POSITIVE_INFINITY))),
        new Forgery(
            "a zero with a sign",
            "its probability is none",
            c -> claim(c).put("guarantee", "bounded").put("lower", -0.0)),
        new Forgery(
            "a fact has two claims",
            "two claims",
            c -> {
              ((ArrayNode) c.get("claims")).add(claim(c).deepCopy());
              outcome(c);
            }),
        new Forgery(
            "a term in another spelling, which no pattern meets",
            "another form",
            c -> ((ArrayNode) c.get("terms")).set(iri(c, "v"), new TextNode("<http://e/\\u0076>"))),
        new Forgery(
            "a number that is none of its type",
            "no instance",
            c ->
                ((ArrayNode) c.get("terms"))
                    .set(
                        term(c, "\"65\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
                        new TextNode("\"70.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>"))),
        new Forgery(
            "two rules that each hold because the other does not",
            "it negates what depends on what it concludes",
            c -> {
              // Then v is absent because z is there, and z is there because v is absent.
              ArrayNode body = (ArrayNode) c.get("rules").get(rule(c, "v")).get("body");
              ObjectNode not = body.addObject().put("as", "not").put("dataOnly", false);
              ArrayNode terms =
                  not.putArray("body").addObject().put("as", "pattern").putArray("terms");
              terms.add("?x").add(iri(c, "is")).add(iri(c, "z"));
            }));
  }

  private static void outcome(ObjectNode c) {
    ArrayNode outcomes = (ArrayNode) c.get("outcomes");
    ObjectNode outcome = outcomes.addObject();
    outcome.put("question", "q").put("subject", iri(c, "a")).put("predicate", iri(c, "is"));
    outcome.put("policy", "all-above").put("threshold", 0.5).put("abstained", false);
    outcome.putArray("candidates");
    outcome.putArray("chosen");
  }

  private static ObjectNode parse(byte[] bytes) {
    try {
      return (ObjectNode) JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** With its hash made anew. */
  private static byte[] sealed(ObjectNode edited) {
    try {
      Certificate read = Canonical.read(edited.toString().getBytes(StandardCharsets.UTF_8));
      return Canonical.bytes(Canonical.sealed(read));
    } catch (Canonical.Unreadable e) {
      throw new AssertionError(e.why(), e);
    }
  }

  @Test
  void theOneThatIsForgedIsRight() {
    assertThat(sealed(parse(RIGHT))).isEqualTo(RIGHT);
    assertThat(CertificateChecker.check(RIGHT)).isInstanceOf(Verdict.Accepted.class);
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void aForgeryIsRejectedAndSaidWhy(Forgery forgery) {
    ObjectNode edited = parse(RIGHT);
    forgery.edit().accept(edited);
    assertThat(CertificateChecker.check(sealed(edited)))
        .isInstanceOfSatisfying(
            Verdict.Rejected.class, wrong -> assertThat(wrong.why()).contains(forgery.found()));
  }

  /** A number that diagrams would prove may stand without them: the checker finds it itself. */
  @Test
  void aRightNumberWithoutDiagramsIsFoundFromTheSteps() {
    ObjectNode edited = parse(RIGHT);
    number(edited, "stated", claim(edited).get("probability").doubleValue());
    ((ArrayNode) edited.get("nodes")).removeAll();
    assertThat(CertificateChecker.check(sealed(edited)))
        .isInstanceOfSatisfying(
            Verdict.Accepted.class,
            right -> {
              assertThat(right.numbers()).isEqualTo(1);
              assertThat(right.unchecked()).isZero();
            });
  }

  /**
   * Who changes a source and all that follows has another certificate; its hash tells them apart.
   */
  @Test
  void anotherSourceWithAllThatFollowsIsAnotherCertificate() {
    byte[] other =
        Certificates.of(
            CertificateTest.graph(DATA.replace("0.8", "0.9"), RULES, ""),
            CLAIM,
            Map.of("data.ttl", "00"));
    assertThat(CertificateChecker.check(other)).isInstanceOf(Verdict.Accepted.class);
    assertThat(parse(other).get("sha256")).isNotEqualTo(parse(RIGHT).get("sha256"));
  }

  @Test
  void textThatIsNoSuchJsonIsNotRead() {
    String right = new String(RIGHT, StandardCharsets.UTF_8);
    for (String wrong :
        new String[] {
          right.replace("\"version\":1", "\"version\":2"),
          right.replaceFirst("\"version\":1", "\"version\":1,\"version\":1"),
          right.replace("\"layer\":1", "\"layer\":1e999"),
          right.replace("\"layer\":1", "\"layer\":NaN"),
          right.replace("\"layer\":1", "\"layer\":" + "1".repeat(50)),
          right.replace("\"evidence\":[]", "\"evidence\":" + "[".repeat(70) + "]".repeat(70)),
          right.substring(0, right.length() / 2)
        }) {
      assertThat(CertificateChecker.check(wrong.getBytes(StandardCharsets.UTF_8)))
          .as(wrong.substring(0, 60))
          .isInstanceOf(Verdict.Unreadable.class);
    }
    // 1e999 reads as infinity, which is written otherwise: not in the one form.
    String endless = right.replaceFirst("\"probability\":0\\.8", "\"probability\":1e999");
    assertThat(CertificateChecker.check(endless.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Verdict.Rejected.class);
  }
}
