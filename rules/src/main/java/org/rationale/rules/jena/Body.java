package org.rationale.rules.jena;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.reasoner.TriplePattern;
import org.apache.jena.reasoner.rulesys.ClauseEntry;
import org.apache.jena.reasoner.rulesys.Functor;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.riot.system.PrefixMap;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.util.ExprUtils;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.XSD;
import org.rationale.rules.BodyElement;

/** The body of a rule as it grows: what it matches and tests, and what is bound by that. */
final class Body {

  static {
    Functions.register();
  }

  private static final PrefixMapping PREFIXES =
      PrefixMapping.Factory.create().setNsPrefix("xsd", XSD.getURI()).lock();

  private final RuleTranslation rule;
  private final List<BodyElement> elements = new ArrayList<>();
  private final Set<Var> bound = new LinkedHashSet<>();
  private final Set<Var> newNodes = new LinkedHashSet<>();

  Body(RuleTranslation rule) {
    this.rule = rule;
  }

  Body copy() {
    Body copy = new Body(rule);
    copy.elements.addAll(elements);
    copy.bound.addAll(bound);
    copy.newNodes.addAll(newNodes);
    return copy;
  }

  List<BodyElement> elements() {
    return elements;
  }

  /** As Jena's RETE engine does, matches every pattern before it calls a built-in. */
  void add(ClauseEntry[] clauses) {
    for (ClauseEntry clause : clauses) {
      if (clause instanceof TriplePattern pattern) {
        pattern(pattern);
      }
    }
    for (ClauseEntry clause : clauses) {
      if (clause instanceof Functor functor) {
        builtIn(functor);
      } else if (!(clause instanceof TriplePattern)) {
        rule.report(
            "nested-rule",
            rule.offset(clause),
            "A body holds a rule.",
            "Only a head may: move its body's clauses out of it.");
      }
    }
  }

  private void pattern(TriplePattern pattern) {
    Node subject = rule.node(pattern.getSubject(), pattern);
    Node predicate = rule.node(pattern.getPredicate(), pattern);
    Node object = rule.node(pattern.getObject(), pattern);
    List<BodyElement> filters = new ArrayList<>();
    Triple triple = Triple.create(subject, predicate, byValue(object, filters));
    elements.add(new BodyElement.Pattern(triple));
    elements.addAll(filters);
    for (Node node : List.of(subject, predicate, object)) {
      if (node instanceof Var variable) {
        bound.add(variable);
      }
    }
  }

  /** Jena matches the number 5 with every literal of that value; a pattern matches terms only. */
  private Node byValue(Node object, List<BodyElement> filters) {
    if (!object.isLiteral() || Functor.isFunctor(object)) {
      return object;
    }
    RDFDatatype datatype = object.getLiteralDatatype();
    if (datatype.equals(XSDDatatype.XSDstring)
        || datatype.getURI().equals(RDF.langString.getURI())) {
      return object;
    }
    Var variable = rule.fresh();
    filters.add(
        new BodyElement.Filter(new E_Equals(new ExprVar(variable), NodeValue.makeNode(object))));
    return variable;
  }

  private void builtIn(Functor functor) {
    List<Node> arguments = new ArrayList<>();
    for (Node argument : functor.getArgs()) {
      arguments.add(rule.node(argument, functor));
    }
    BuiltIn known = BuiltIn.BY_NAME.get(functor.getName());
    if (known == null) {
      rule.unknown(functor);
      return;
    }
    switch (known) {
      case BuiltIn.Test test -> {
        if (takes(test.arguments(), test.arguments(), arguments, functor)
            && areBound(arguments, functor)) {
          filter(test.condition(), arguments);
        }
      }
      case BuiltIn.Value value -> {
        int inputs = value.inputs();
        if (takes(inputs + 1, inputs + 1, arguments, functor)
            && areBound(arguments.subList(0, inputs), functor)) {
          filter(value.condition(), arguments);
          set(arguments.get(inputs), expression(value.value(), arguments));
        }
      }
      case BuiltIn.Unsupported unsupported -> rule.unsupported(functor, unsupported);
      case BuiltIn.Special special -> special(functor, arguments);
    }
  }

  private void special(Functor functor, List<Node> arguments) {
    switch (functor.getName()) {
      case "addOne" -> addOne(functor, arguments);
      case "strConcat" -> concatenate("CONCAT(%s)", functor, arguments);
      case "uriConcat" -> concatenate("IRI(CONCAT(%s))", functor, arguments);
      case "regex" -> regex(functor, arguments);
      case "makeSkolem" -> makeSkolem(functor, arguments);
      case "makeTemp" -> makeTemp(functor, arguments);
      case "noValue" -> noValue(functor, arguments);
      case "bound" -> areBound(arguments, functor);
      case "unbound" -> unbound(functor, arguments);
      case "notFunctor" -> {
        // Nothing is a structured literal here.
      }
      default ->
          throw new IllegalStateException(
              "No translation of the built-in (%s).".formatted(functor.getName()));
    }
  }

  private void addOne(Functor functor, List<Node> arguments) {
    if (!takes(2, 2, arguments, functor)) {
      return;
    }
    Node low = arguments.get(0);
    Node high = arguments.get(1);
    if (isBound(low)) {
      filter("isNUMERIC(?a)", arguments);
      set(high, expression("?a + 1", arguments));
    } else if (areBound(List.of(high), functor)) {
      filter("isNUMERIC(?b)", arguments);
      set(low, expression("?b - 1", arguments));
    }
  }

  private void concatenate(String form, Functor functor, List<Node> arguments) {
    if (!takes(1, Integer.MAX_VALUE, arguments, functor)) {
      return;
    }
    List<Node> inputs = arguments.subList(0, arguments.size() - 1);
    if (areBound(inputs, functor)) {
      String parts =
          IntStream.range(0, inputs.size())
              .mapToObj(i -> "STR(?%s)".formatted(name(i)))
              .collect(Collectors.joining(", "));
      set(arguments.getLast(), expression(form.formatted(parts), arguments));
    }
  }

  /** Jena's pattern must match the whole text; SPARQL's may match a part. */
  private void regex(Functor functor, List<Node> arguments) {
    if (!takes(2, Integer.MAX_VALUE, arguments, functor)
        || !areBound(arguments.subList(0, 2), functor)
        || !isPattern(functor, arguments)) {
      return;
    }
    String whole = "CONCAT('\\\\A(?:', STR(?b), ')\\\\z')";
    filter("isLITERAL(?a) && REGEX(STR(?a), %s)".formatted(whole), arguments);
    for (int group = 1; group + 2 <= arguments.size(); group++) {
      set(
          arguments.get(group + 1),
          expression("REPLACE(STR(?a), %s, '$%d')".formatted(whole, group), arguments));
    }
  }

  private boolean isPattern(Functor functor, List<Node> arguments) {
    Node pattern = arguments.get(1);
    if (pattern.isVariable()) {
      return true;
    }
    int groups;
    try {
      groups =
          Pattern.compile(
                  pattern.isLiteral() ? pattern.getLiteralLexicalForm() : pattern.toString())
              .matcher("")
              .groupCount();
    } catch (PatternSyntaxException e) {
      rule.report(
          "wrong-arguments",
          rule.offset(functor),
          "The pattern [%s] of [regex] is malformed: %s.".formatted(pattern, e.getDescription()),
          "Write a regular expression as Java has it; a backslash is written twice.");
      return false;
    }
    if (arguments.size() - 2 > groups) {
      rule.report(
          "wrong-arguments",
          rule.offset(functor),
          "[regex] has [%d] variables for groups, and its pattern has [%d] groups."
              .formatted(arguments.size() - 2, groups),
          "Give it no more variables than groups.");
      return false;
    }
    return true;
  }

  private void makeSkolem(Functor functor, List<Node> arguments) {
    if (!takes(1, Integer.MAX_VALUE, arguments, functor)) {
      return;
    }
    List<Node> inputs = arguments.subList(1, arguments.size());
    if (areBound(inputs, functor)) {
      String parts =
          IntStream.range(1, arguments.size())
              .mapToObj(i -> "?" + name(i))
              .collect(Collectors.joining(", "));
      set(
          arguments.getFirst(),
          expression("<%s>(%s)".formatted(Functions.MAKE_SKOLEM, parts), arguments));
    }
  }

  /** A new node for each substitution: a blank node of the head. */
  private void makeTemp(Functor functor, List<Node> arguments) {
    for (Node argument : arguments) {
      if (argument instanceof Var variable && !isBound(variable)) {
        newNodes.add(variable);
      } else {
        rule.report(
            "wrong-arguments",
            rule.offset(functor),
            "[makeTemp] makes a new node, and [%s] has a value already.".formatted(argument),
            "Give it a variable that nothing else binds.");
      }
    }
  }

  private void noValue(Functor functor, List<Node> arguments) {
    if (!takes(2, 3, arguments, functor)) {
      return;
    }
    List<BodyElement> inner = new ArrayList<>();
    List<String> text = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      // Jena tells no two unbound variables apart: each occurrence stands for anything.
      boolean isAny =
          i >= arguments.size() || (arguments.get(i).isVariable() && !isBound(arguments.get(i)));
      nodes.add(isAny ? rule.fresh() : arguments.get(i));
      text.add(isAny ? "[]" : print(arguments.get(i)));
    }
    List<BodyElement> filters = new ArrayList<>();
    Node object = byValue(nodes.get(2), filters);
    inner.add(new BodyElement.Pattern(Triple.create(nodes.get(0), nodes.get(1), object)));
    inner.addAll(filters);
    elements.add(new BodyElement.Negation(inner, false, String.join(" ", text)));
  }

  private String print(Node node) {
    if (node instanceof Var variable) {
      return "?" + variable.getVarName();
    }
    if (node.equals(RDF.Nodes.type)) {
      return "a";
    }
    PrefixMap prefixes = PrefixMapFactory.create();
    rule.prefixes().forEach(prefixes::add);
    return NodeFmtLib.str(node, "", prefixes);
  }

  private void unbound(Functor functor, List<Node> arguments) {
    for (Node argument : arguments) {
      if (isBound(argument)) {
        rule.report(
            "unsupported-built-in",
            rule.offset(functor),
            "The built-in [unbound] is not supported for [%s], which the rule binds: it asks how a query was put."
                .formatted(print(argument)),
            "Leave the rule out if another one says the same for a bound value.");
      }
    }
  }

  private void filter(String condition, List<Node> arguments) {
    elements.add(new BodyElement.Filter(expression(condition, arguments)));
  }

  /** Binds a variable or, where it has a value, compares. */
  private void set(Node output, Expr value) {
    if (output instanceof Var variable && !isBound(variable)) {
      elements.add(new BodyElement.Assignment(variable, value));
      bound.add(variable);
    } else {
      Expr given =
          output instanceof Var variable ? new ExprVar(variable) : NodeValue.makeNode(output);
      elements.add(new BodyElement.Filter(new E_Equals(value, given)));
    }
  }

  private static Expr expression(String sparql, List<Node> arguments) {
    return ExprUtils.parse(sparql, PREFIXES)
        .applyNodeTransform(
            node -> node instanceof Var variable ? arguments.get(index(variable)) : node);
  }

  /** The names of arguments: a, b, ..., z, v26, v27, ... */
  private static String name(int index) {
    return index < 26 ? String.valueOf((char) ('a' + index)) : "v" + index;
  }

  private static int index(Var variable) {
    String name = variable.getVarName();
    return name.length() == 1 ? name.charAt(0) - 'a' : Integer.parseInt(name.substring(1));
  }

  private boolean takes(int least, int most, List<Node> arguments, Functor functor) {
    if (arguments.size() >= least && arguments.size() <= most) {
      return true;
    }
    rule.report(
        "wrong-arguments",
        rule.offset(functor),
        "The built-in [%s] has [%d] arguments.".formatted(functor.getName(), arguments.size()),
        least == most
            ? "It takes %d.".formatted(least)
            : most == Integer.MAX_VALUE
                ? "It takes %d or more.".formatted(least)
                : "It takes %d or %d.".formatted(least, most));
    return false;
  }

  private boolean areBound(List<Node> arguments, Functor functor) {
    boolean all = true;
    for (Node argument : arguments) {
      if (!isBound(argument)) {
        rule.report(
            "unbound-variable",
            rule.offset(functor),
            "[%s] has no value where the built-in [%s] needs one."
                .formatted(print(argument), functor.getName()),
            newNodes.contains(argument)
                ? "What makeTemp makes can only stand in the head."
                : "Let a triple pattern of the body bind it, or an earlier built-in.");
        all = false;
      }
    }
    return all;
  }

  private boolean isBound(Node node) {
    return !(node instanceof Var variable) || bound.contains(variable);
  }

  /** A term of a head: a variable with a value, or a new node. */
  Node ofHead(Node node, ClauseEntry clause) {
    if (!(node instanceof Var variable) || bound.contains(variable)) {
      return node;
    }
    if (!newNodes.contains(variable)) {
      rule.report(
          "unbound-head-variable",
          rule.offset(clause),
          "The head's variable [%s] has no value.".formatted(print(variable)),
          "Let the body bind it, or make a new node with makeTemp(%s).".formatted(print(variable)));
    }
    return Var.alloc("_:" + variable.getVarName());
  }
}
