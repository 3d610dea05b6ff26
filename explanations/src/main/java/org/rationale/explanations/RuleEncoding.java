package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.rationale.explanations.checker.Certificate;
import org.rationale.explanations.checker.Terms;
import org.rationale.kg.Citation;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/** Puts terms and rules into the form of certificates. */
final class RuleEncoding {

  /** What the checker can evaluate; all else is a host expression to it. */
  private static final Set<String> KNOWN =
      Set.of(
          "&&",
          "||",
          "!",
          "=",
          "!=",
          "<",
          ">",
          "<=",
          ">=",
          "+",
          "-",
          "*",
          "/",
          "in",
          "notin",
          "if",
          "abs",
          "isnumeric",
          "isiri",
          "isuri",
          "isblank",
          "isliteral",
          "str",
          "contains",
          "strstarts",
          "strends");

  private final Terms terms;
  private final Map<Integer, Node> nodes = new HashMap<>();

  RuleEncoding(Terms terms) {
    this.terms = terms;
  }

  /** The number of a term; of what stands for any term, {@link Terms#NONE}. */
  int term(Node node) {
    if (node.equals(Node.ANY)) {
      return Terms.NONE;
    }
    int number =
        terms.number(
            node.isTripleTerm() ? triple(node.getTriple()) : (Object) Wording.ntriples(node));
    nodes.put(number, node);
    return number;
  }

  List<Integer> triple(Triple triple) {
    return List.of(
        term(triple.getSubject()), term(triple.getPredicate()), term(triple.getObject()));
  }

  /** The pattern of terms that has these numbers. */
  Triple triple(List<Integer> numbers) {
    List<Node> parts = numbers.stream().map(n -> nodes.getOrDefault(n, Node.ANY)).toList();
    return Triple.create(parts.get(0), parts.get(1), parts.get(2));
  }

  Certificate.Rule rule(Rule rule) {
    return new Certificate.Rule(
        rule.id(),
        false,
        rule.text(),
        rule.source().map(Citation::text).orElse(""),
        rule.probability().value(),
        rule.choice().map(this::term).orElse(Terms.NONE),
        rule.dataOnly(),
        rule.head().stream().map(this::pattern).toList(),
        rule.body().stream().map(this::element).toList());
  }

  private Certificate.Element element(BodyElement element) {
    return switch (element) {
      case BodyElement.Pattern pattern -> new Certificate.Pattern(pattern(pattern.triple()));
      case BodyElement.Filter filter -> new Certificate.Filter(expression(filter.expression()));
      case BodyElement.Assignment assignment ->
          new Certificate.Let(name(assignment.variable()), expression(assignment.expression()));
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
    if (node instanceof Var variable) {
      return name(variable);
    }
    return node.isTripleTerm() && !node.isConcrete()
        ? pattern(node.getTriple())
        : (Object) term(node);
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
