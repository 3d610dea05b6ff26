package org.rationale.rules.jena;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.reasoner.TriplePattern;
import org.apache.jena.reasoner.rulesys.ClauseEntry;
import org.apache.jena.reasoner.rulesys.Functor;
import org.apache.jena.sparql.core.Var;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.Probability;
import org.rationale.rules.Rule;

/** Turns one rule of Jena's into rules of ours: more than one where it is a hybrid rule. */
final class RuleTranslation {

  private final RuleText text;
  private final RuleText.Chunk chunk;
  private final Map<String, String> prefixes;
  private final List<Diagnostic> diagnostics;
  private final IdentityHashMap<ClauseEntry, Integer> offsets = new IdentityHashMap<>();
  private int freshVariables;

  RuleTranslation(
      RuleText text,
      RuleText.Chunk chunk,
      Map<String, String> prefixes,
      List<Diagnostic> diagnostics) {
    this.text = text;
    this.chunk = chunk;
    this.prefixes = prefixes;
    this.diagnostics = diagnostics;
  }

  /**
   * The rules that it stands for.
   *
   * @param id what the rule is called unless that is taken
   * @param ids those taken; grows
   * @return empty where something is wrong, which is reported
   */
  List<Rule> translate(org.apache.jena.reasoner.rulesys.Rule rule, String id, Set<String> ids) {
    locate(rule, new ArrayDeque<>(chunk.clauses()));
    int before = diagnostics.size();
    List<Rule> rules = new ArrayList<>();
    translate(rule, new Body(this), id, ids, rules);
    return diagnostics.size() == before ? rules : List.of();
  }

  /** Clauses stand in the text in the order in which they are met here. */
  private void locate(org.apache.jena.reasoner.rulesys.Rule rule, Deque<Integer> places) {
    ClauseEntry[] first = rule.isBackward() ? rule.getHead() : rule.getBody();
    ClauseEntry[] second = rule.isBackward() ? rule.getBody() : rule.getHead();
    for (ClauseEntry[] side : List.of(first, second)) {
      for (ClauseEntry clause : side) {
        if (clause instanceof org.apache.jena.reasoner.rulesys.Rule nested) {
          locate(nested, places);
        } else if (!places.isEmpty()) {
          offsets.put(clause, places.removeFirst());
        }
      }
    }
  }

  private void translate(
      org.apache.jena.reasoner.rulesys.Rule rule,
      Body body,
      String id,
      Set<String> ids,
      List<Rule> rules) {
    body.add(rule.getBody());
    List<Triple> head = new ArrayList<>();
    for (ClauseEntry clause : rule.getHead()) {
      switch (clause) {
        case TriplePattern pattern -> template(pattern, body, head);
        case Functor functor -> headBuiltIn(functor);
        case org.apache.jena.reasoner.rulesys.Rule nested -> {
          if (!nested.isBackward()) {
            report(
                "nested-rule",
                chunk.offset(),
                "The rule [%s] has a forward rule in its head.".formatted(id),
                "Turn its arrow round (<-), or join the two bodies.");
          }
        }
        default -> throw new IllegalStateException("Unknown clause (%s).".formatted(clause));
      }
    }
    if (!head.isEmpty()) {
      rules.add(
          new Rule(
              unique(id, ids),
              "",
              Optional.empty(),
              Probability.ONE,
              Optional.empty(),
              head,
              body.elements(),
              false,
              text.place(chunk.offset())));
    }
    for (ClauseEntry clause : rule.getHead()) {
      if (clause instanceof org.apache.jena.reasoner.rulesys.Rule nested && nested.isBackward()) {
        translate(nested, body.copy(), id, ids, rules);
      }
    }
  }

  private static String unique(String id, Set<String> ids) {
    String unique = id;
    for (int i = 2; !ids.add(unique); i++) {
      unique = id + "." + i;
    }
    return unique;
  }

  private void template(TriplePattern pattern, Body body, List<Triple> head) {
    Node subject = node(pattern.getSubject(), pattern);
    Node predicate = node(pattern.getPredicate(), pattern);
    Node object = node(pattern.getObject(), pattern);
    if (subject.isLiteral() || predicate.isLiteral() || predicate.isBlank()) {
      report(
          "malformed-triple",
          offset(pattern),
          "A head has [%s] where RDF allows none."
              .formatted(subject.isLiteral() ? subject : predicate),
          "A literal can only be an object, and a predicate is an IRI.");
      return;
    }
    head.add(
        Triple.create(
            body.ofHead(subject, pattern),
            body.ofHead(predicate, pattern),
            body.ofHead(object, pattern)));
  }

  private void headBuiltIn(Functor functor) {
    if (BuiltIn.BY_NAME.get(functor.getName()) instanceof BuiltIn.Unsupported unsupported) {
      unsupported(functor, unsupported);
    } else if (BuiltIn.BY_NAME.containsKey(functor.getName())) {
      report(
          "unsupported-built-in",
          offset(functor),
          "The built-in [%s] of the rule stands in a head, where it does nothing."
              .formatted(functor.getName()),
          "Move it to the body.");
    } else {
      unknown(functor);
    }
  }

  void unsupported(Functor functor, BuiltIn.Unsupported why) {
    report(
        "unsupported-built-in",
        offset(functor),
        "The built-in [%s] is not supported: it %s.".formatted(functor.getName(), why.reason()),
        why.hint());
  }

  void unknown(Functor functor) {
    report(
        "unknown-built-in",
        offset(functor),
        "Jena has no built-in [%s].".formatted(functor.getName()),
        "Check its name; built-ins of your own are not supported.");
  }

  /** Our term for one of a rule's; what RDF data cannot hold is reported. */
  Node node(Node node, ClauseEntry clause) {
    if (node.isVariable()) {
      return Var.alloc(node.getName().substring(1));
    }
    if (Functor.isFunctor(node)) {
      report(
          "structured-literal",
          offset(clause),
          "The structured literal [%s(...)] is not supported."
              .formatted(((Functor) node.getLiteralValue()).getName()),
          "Say it with triples.");
    } else if (node.isBlank()) {
      report(
          "blank-node",
          offset(clause),
          "[_%s] names a blank node, and no data can have that one."
              .formatted(node.getBlankNodeLabel()),
          "Use a variable, or an IRI.");
    } else if (node.isURI() && !RuleFiles.isAbsolute(node.getURI())) {
      report(
          "relative-iri",
          offset(clause),
          "[%s] is not an absolute IRI.".formatted(node.getURI()),
          "Declare a prefix with @prefix name: <http://...>, or write the whole IRI in <...>.");
    }
    return node;
  }

  Var fresh() {
    return Var.alloc("?j" + freshVariables++);
  }

  int offset(ClauseEntry clause) {
    return offsets.getOrDefault(clause, chunk.offset());
  }

  Map<String, String> prefixes() {
    return prefixes;
  }

  void report(String code, int offset, String message, String hint) {
    diagnostics.add(text.diagnostic(code, offset, message, hint));
  }
}
