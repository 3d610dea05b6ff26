package org.rationale.rules.drl;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;
import org.rationale.rules.drl.DrlPattern.Bound;
import org.rationale.rules.drl.DrlPattern.Comparison;

/** Reads a rule's condition and conclusions from its syntax tree; what it cannot read, it says. */
final class ReadingOfRule {

  private static final String NAMED = "\\s*(?:(\\$?\\w+)\\s*:\\s*)?";
  private static final Pattern BINDING = Pattern.compile("\\s*(\\$?\\w+)\\s*:\\s*(\\w+)\\s*");
  private static final Pattern IS =
      Pattern.compile(
          NAMED
              + "(subject|predicate|object)\\s*==\\s*(?:\"([^\"\\\\]*)\"|(true|false)|(\\$?\\w+))\\s*");
  private static final Pattern NUMBER =
      Pattern.compile(NAMED + "number\\s*(<=|>=|==|<|>)\\s*(-?\\d+(?:\\.\\d+)?)\\s*");
  private static final Pattern VARIABLE = Pattern.compile("\\$?[A-Za-z_]\\w*");
  private static final Set<String> POSITIONS = Set.of("subject", "predicate", "object");

  private final DrlFile file;
  private final Prefixes prefixes;
  private final Map<String, Node> bound = new LinkedHashMap<>();
  private final List<DrlCondition> conditions = new ArrayList<>();
  private int anonymous;

  private ReadingOfRule(DrlFile file, Prefixes prefixes) {
    this.file = file;
    this.prefixes = prefixes;
  }

  static DrlReading of(DrlFile file, Prefixes prefixes, RuleDescr rule) {
    ReadingOfRule reading = new ReadingOfRule(file, prefixes);
    reading.read(rule.getLhs());
    List<Triple> conclusions = new ArrayList<>();
    for (PastIndependence.Call call :
        PastIndependence.calls(String.valueOf(rule.getConsequence()))) {
      conclusions.add(
          call.arguments().size() == 4
              ? Triple.create(
                  reading.term(call.arguments().get(1)),
                  reading.term(call.arguments().get(2)),
                  reading.term(call.arguments().get(3)))
              : reading.anything());
    }
    if (PastIndependence.passesConclusionsOn(String.valueOf(rule.getConsequence()))) {
      conclusions.add(reading.anything());
    }
    Map<String, Node> names = new LinkedHashMap<>(reading.bound);
    names.entrySet().removeIf(entry -> entry.getValue().equals(Var.alloc(entry.getKey())));
    return new DrlReading(reading.conditions, conclusions, names);
  }

  private void read(BaseDescr element) {
    if (element instanceof AndDescr and) {
      and.getDescrs().forEach(this::read);
    } else if (isPlain(element)) {
      conditions.add(
          new DrlCondition.Present(pattern((PatternDescr) element, bound), text(element)));
    } else if (element instanceof NotDescr not
        && not.getDescrs().size() == 1
        && not.getDescrs().getFirst() instanceof PatternDescr inner
        && isPlain(inner)) {
      // What it binds is known inside only.
      conditions.add(new DrlCondition.Absent(pattern(inner, new HashMap<>(bound)), text(inner)));
    } else {
      List<DrlPattern> inside = new ArrayList<>();
      boolean seesObjects = collect(element, new HashMap<>(bound), inside);
      conditions.add(new DrlCondition.Unread(text(element), inside, seesObjects));
    }
  }

  /** Adds the patterns over statements in an element; returns whether others are in it, too. */
  private boolean collect(BaseDescr element, Map<String, Node> known, List<DrlPattern> inside) {
    boolean seesObjects = false;
    switch (element) {
      case PatternDescr pattern -> {
        if (pattern.getSource() != null) {
          seesObjects |= collect(pattern.getSource(), known, inside);
        }
        if (ConditionInspection.STATEMENT_NAMES.contains(pattern.getObjectType())) {
          inside.add(pattern(pattern, known));
        } else {
          seesObjects |= pattern.getSource() == null;
        }
      }
      case AccumulateDescr accumulate ->
          seesObjects |= collect(accumulate.getInput(), known, inside);
      case CollectDescr collected ->
          seesObjects |= collect(collected.getInputPattern(), known, inside);
      case ConditionalElementDescr several -> {
        for (Object child : several.getDescrs()) {
          seesObjects |= collect((BaseDescr) child, known, inside);
        }
      }
      // Drools' tree is not sealed; whatever else there is looks at no facts.
      default -> {}
    }
    return seesObjects;
  }

  private static boolean isPlain(BaseDescr element) {
    return element instanceof PatternDescr pattern
        && ConditionInspection.STATEMENT_NAMES.contains(pattern.getObjectType())
        && pattern.getSource() == null
        && !pattern.isQuery();
  }

  private DrlPattern pattern(PatternDescr pattern, Map<String, Node> names) {
    Map<String, Node> known = new HashMap<>(names);
    Map<String, Node> terms = new HashMap<>();
    Map<String, List<String>> declared = new LinkedHashMap<>();
    Set<String> uses = new HashSet<>();
    List<Bound> bounds = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (BaseDescr constraint : pattern.getDescrs()) {
      String text = constraint.getText() == null ? constraint.toString() : constraint.getText();
      Matcher binding = BINDING.matcher(text);
      Matcher is = IS.matcher(text);
      Matcher number = NUMBER.matcher(text);
      Optional<Node> compared =
          is.matches() && !terms.containsKey(is.group(2)) ? term(is, known) : Optional.empty();
      if (binding.matches()) {
        declare(declared, binding.group(2), binding.group(1));
      } else if (compared.isPresent()) {
        Node term = compared.get();
        terms.put(is.group(2), term);
        if (term.isVariable()) {
          uses.add(term.getName());
        }
        declare(declared, is.group(2), is.group(1));
      } else if (number.matches()) {
        bounds.add(new Bound(comparison(number.group(2)), new BigDecimal(number.group(3))));
      } else {
        unread.add(oneLine(text));
      }
    }
    declared.forEach(
        (position, called) -> {
          Node term = terms.computeIfAbsent(position, p -> Var.alloc(called.getFirst()));
          called.forEach(name -> names.put(name, term));
        });
    return new DrlPattern(
        Triple.create(
            position(terms, "subject"), position(terms, "predicate"), position(terms, "object")),
        uses,
        bounds,
        unread);
  }

  private static void declare(
      Map<String, List<String>> declared, String position, @Nullable String name) {
    if (name != null && POSITIONS.contains(position)) {
      declared.computeIfAbsent(position, p -> new ArrayList<>()).add(plain(name));
    }
  }

  /** What a position is compared with, if that can be known. */
  private Optional<Node> term(Matcher is, Map<String, Node> known) {
    if (is.group(3) != null) {
      return prefixes.read(is.group(3)).map(NodeFactory::createURI);
    }
    if (is.group(4) != null) {
      return Optional.of(NodeFactory.createLiteralDT(is.group(4), XSDDatatype.XSDboolean));
    }
    return Optional.ofNullable(known.get(plain(is.group(5))));
  }

  private Node position(Map<String, Node> terms, String position) {
    Node term = terms.get(position);
    return term == null ? anyTerm() : term;
  }

  private static Comparison comparison(String sign) {
    for (Comparison comparison : Comparison.values()) {
      if (comparison.sign().equals(sign)) {
        return comparison;
      }
    }
    throw new IllegalArgumentException("No comparison is written (%s).".formatted(sign));
  }

  /** An argument of a call of {@code conclude}. */
  private Node term(String argument) {
    Optional<Node> constant =
        PastIndependence.constant(argument)
            .map(written -> prefixes.read(written).map(NodeFactory::createURI).orElse(anyTerm()));
    if (constant.isPresent()) {
      return constant.get();
    }
    if (!VARIABLE.matcher(argument).matches()
        || argument.equals("true")
        || argument.equals("false")) {
      return anyTerm();
    }
    Node term = bound.get(plain(argument));
    return term == null ? Var.alloc(plain(argument)) : term;
  }

  private Triple anything() {
    return Triple.create(anyTerm(), anyTerm(), anyTerm());
  }

  private Node anyTerm() {
    return Var.alloc(DrlPattern.ANONYMOUS + ++anonymous);
  }

  private static String plain(String name) {
    return name.startsWith("$") ? name.substring(1) : name;
  }

  private String text(BaseDescr element) {
    int from = element.getStartCharacter();
    int to = element.getEndCharacter();
    return from < 0 || to <= from || to > file.text().length()
        ? element.toString()
        : oneLine(file.text().substring(from, to));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
