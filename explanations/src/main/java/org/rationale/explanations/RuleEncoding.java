package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.Rules;
import org.rationale.kg.Citation;
import org.rationale.kg.Probability;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/** Puts terms and rules into the form of certificates. */
final class RuleEncoding {

  /** What the checker can evaluate; all else is a host expression to it. */
  private static final Set<String> KNOWN =
      Set.of("&&", "||", "!", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/");

  private final List<String> terms = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, Integer> numbers = new HashMap<>();

  /** The terms as in N-Triples, by number; it grows. */
  List<String> terms() {
    return Collections.unmodifiableList(terms);
  }

  /** The number of a term; of what stands for any term, {@link Rules#NONE}. */
  int term(Node node) {
    if (node.equals(Node.ANY)) {
      return Rules.NONE;
    }
    return numbers.computeIfAbsent(
        node,
        added -> {
          nodes.add(added);
          terms.add(Wording.ntriples(added));
          return terms.size() - 1;
        });
  }

  List<Integer> triple(Triple triple) {
    return List.of(
        term(triple.getSubject()), term(triple.getPredicate()), term(triple.getObject()));
  }

  /** The pattern of terms that has these numbers. */
  Triple triple(List<Integer> pattern) {
    List<Node> parts =
        pattern.stream().map(n -> n == Rules.NONE ? Node.ANY : nodes.get(n)).toList();
    return Triple.create(parts.get(0), parts.get(1), parts.get(2));
  }

  /**
   * A rule. One that makes terms, by assignments or blank nodes, or that looks inside triple terms
   * becomes a hosted one.
   */
  Certificate.Rule rule(Rule rule) {
    if (looksInside(rule.head().stream())
        || looksInside(patterns(rule.body()))
        || makesTerms(rule)) {
      return hosted(rule.id(), rule.text(), rule.source(), rule.probability(), rule.choice());
    }
    return new Certificate.Rule(
        rule.id(),
        false,
        rule.text(),
        rule.source().map(Citation::text).orElse(""),
        rule.probability().value(),
        rule.choice().map(this::term).orElse(Rules.NONE),
        rule.dataOnly(),
        rule.head().stream().map(this::pattern).toList(),
        rule.body().stream().map(this::element).toList());
  }

  private static Stream<Triple> patterns(List<BodyElement> body) {
    return body.stream()
        .flatMap(
            element ->
                switch (element) {
                  case BodyElement.Pattern pattern -> Stream.of(pattern.triple());
                  case BodyElement.Negation negation -> patterns(negation.body());
                  case BodyElement.Filter filter -> Stream.empty();
                  case BodyElement.Assignment assignment -> Stream.empty();
                });
  }

  private static boolean makesTerms(Rule rule) {
    Set<Node> bound =
        rule.body().stream()
            .filter(BodyElement.Pattern.class::isInstance)
            .map(element -> ((BodyElement.Pattern) element).triple())
            .flatMap(t -> Stream.of(t.getSubject(), t.getPredicate(), t.getObject()))
            .collect(Collectors.toSet());
    return rule.body().stream().anyMatch(BodyElement.Assignment.class::isInstance)
        || rule.head().stream()
            .flatMap(t -> Stream.of(t.getSubject(), t.getPredicate(), t.getObject()))
            .anyMatch(node -> node instanceof Var && !bound.contains(node));
  }

  private static boolean looksInside(Stream<Triple> patterns) {
    return patterns
        .flatMap(triple -> Stream.of(triple.getSubject(), triple.getObject()))
        .anyMatch(node -> node.isTripleTerm() && !node.isConcrete());
  }

  /** A rule of which the checker sees no body. */
  Certificate.Rule hosted(
      String id,
      String text,
      Optional<Citation> source,
      Probability probability,
      Optional<Node> choice) {
    return new Certificate.Rule(
        id,
        true,
        text,
        source.map(Citation::text).orElse(""),
        probability.value(),
        choice.map(this::term).orElse(Rules.NONE),
        false,
        List.of(),
        List.of());
  }

  private Certificate.Element element(BodyElement element) {
    return switch (element) {
      case BodyElement.Pattern pattern -> new Certificate.Pattern(pattern(pattern.triple()));
      case BodyElement.Filter filter -> new Certificate.Filter(expression(filter.expression()));
      case BodyElement.Assignment assignment ->
          throw new IllegalStateException("A rule that assigns is a hosted one.");
      case BodyElement.Negation negation ->
          new Certificate.Not(
              negation.dataOnly(), negation.body().stream().map(this::element).toList());
    };
  }

  private List<Object> pattern(Triple triple) {
    return List.of(
        part(triple.getSubject()), part(triple.getPredicate()), part(triple.getObject()));
  }

  private Object part(Node node) {
    return node instanceof Var variable ? name(variable) : (Object) term(node);
  }

  static String name(Var variable) {
    return "?" + variable.getVarName();
  }

  private Object expression(Expr expr) {
    return switch (expr) {
      case ExprVar variable -> name(variable.asVar());
      case NodeValue constant -> term(constant.asNode());
      case ExprFunction function -> call(function);
      default -> host(expr);
    };
  }

  private List<Object> call(ExprFunction function) {
    String name =
        function.getOpName() != null
            ? function.getOpName()
            : function.getFunctionSymbol().getSymbol().toLowerCase(Locale.ROOT);
    String plain = name.replace(" ", "");
    if (!KNOWN.contains(plain)) {
      return host(function);
    }
    List<Object> call = new ArrayList<>(List.of(plain));
    function.getArgs().forEach(argument -> call.add(expression(argument)));
    return List.copyOf(call);
  }

  /** Its text, and its variables so that it is known when they are bound. */
  private static List<Object> host(Expr expr) {
    List<Object> host = new ArrayList<>(List.of("host: " + expr));
    expr.getVarsMentioned().stream().map(RuleEncoding::name).sorted().forEach(host::add);
    return List.copyOf(host);
  }
}
