package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.GlobalDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.QueryDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.ParserError;
import org.kie.internal.builder.conf.LanguageLevelOption;
import org.rationale.kg.Citation;
import org.rationale.kg.Diagnostic;

/** Reads what can be known about the rules of DRL files from their syntax. */
final class DrlReader {

  /** Attributes that would make the result depend on the order in which matches happen to fire. */
  private static final Set<String> REFUSED_ATTRIBUTES =
      Set.of(
          "no-loop",
          "lock-on-active",
          "activation-group",
          "agenda-group",
          "ruleflow-group",
          "auto-focus",
          "timer",
          "duration",
          "calendars",
          "date-effective",
          "date-expires");

  private final Prefixes prefixes;
  private final List<Diagnostic> diagnostics;
  private final Map<String, DrlRule> rules = new LinkedHashMap<>();
  private final Map<String, String> placesById = new LinkedHashMap<>();
  private final List<StatementPattern> patterns = new ArrayList<>();
  private final PastIndependence independence;
  private final List<Diagnostic> ifNothingIsInserted = new ArrayList<>();

  private final List<DrlFile> forDrools = new ArrayList<>();
  private boolean inserting;

  DrlReader(Prefixes prefixes, List<Diagnostic> diagnostics) {
    this.prefixes = prefixes;
    this.diagnostics = diagnostics;
    this.independence = new PastIndependence(prefixes);
  }

  /** Whether all files have the syntax of DRL; reports every error. */
  boolean read(List<DrlFile> files) {
    Map<DrlFile, PackageDescr> trees = new LinkedHashMap<>();
    for (DrlFile file : files) {
      parse(file).ifPresent(tree -> trees.put(file, tree));
    }
    TypeNames types = new TypeNames(List.copyOf(trees.values()));
    trees.forEach(
        (file, tree) -> {
          tree.getGlobals().forEach(global -> check(file, global));
          forDrools.add(turned(file, tree));
          tree.getRules().forEach(rule -> read(file, tree.getName(), types, rule));
        });
    if (!inserting) {
      diagnostics.addAll(ifNothingIsInserted);
    }
    return trees.size() == files.size();
  }

  private Optional<PackageDescr> parse(DrlFile file) {
    DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
    PackageDescr tree = null;
    try {
      tree = parser.parse(false, file.text());
    } catch (DroolsParserException e) {
      report("drl-syntax", file.name(), firstLine(String.valueOf(e.getMessage())), "");
      return Optional.empty();
    }
    for (DroolsError error : parser.getErrors()) {
      String place =
          error instanceof ParserError at
              ? file.place(at.getRow(), at.getCol() < 0 ? -1 : at.getCol() + 1)
              : file.place(error.getLines().length == 0 ? -1 : error.getLines()[0], -1);
      report(
          "drl-syntax",
          place,
          "this is no DRL: " + firstLine(error.getMessage()),
          "Look at this place and just before it for a missing bracket, comma, quote or 'end'.");
    }
    return parser.hasErrors() ? Optional.empty() : Optional.ofNullable(tree);
  }

  private static DrlFile turned(DrlFile file, PackageDescr tree) {
    String text = Insertions.turned(file.text());
    boolean lacksGlobal =
        !text.equals(file.text()) && tree.getGlobals().stream().noneMatch(DrlReader::isConclusions);
    String global = "\nglobal %s conclusions\n".formatted(Conclusions.class.getName());
    return new DrlFile(file.name(), lacksGlobal ? text + global : text, file.kind());
  }

  private static boolean isConclusions(GlobalDescr global) {
    return global.getIdentifier().equals("conclusions");
  }

  private void check(DrlFile file, GlobalDescr global) {
    if (!isConclusions(global)) {
      report(
          "drl-global",
          file.place(global.getLine(), global.getColumn() < 0 ? -1 : global.getColumn() + 1),
          "the global [%s] has no value, and no proof could name what came through it"
              .formatted(global.getIdentifier()),
          "The one global is 'conclusions'. Take values from facts, and insert what rules hand on.");
    }
  }

  /** The files as Drools is to compile them, each line in its place. */
  List<DrlFile> forDrools() {
    return forDrools;
  }

  /** By their names in the DRL. */
  Map<String, DrlRule> rules() {
    return rules;
  }

  /** Of every rule, what can be a fact for it. */
  List<StatementPattern> patterns() {
    return patterns;
  }

  /** Whether conclusions depend on the facts that hold, and not on a session's past. */
  boolean independentOfPast() {
    return independence.holds();
  }

  private void read(DrlFile file, String packageName, TypeNames types, RuleDescr rule) {
    String place = place(file, rule);
    if (rule instanceof QueryDescr) {
      report(
          "drl-query",
          place,
          "a query [%s] does not say which facts it found".formatted(rule.getName()),
          "Write its patterns into the rules that use it.");
      return;
    }
    if (rule.hasParent()) {
      report(
          "drl-extends",
          place,
          "rule [%s] extends rule [%s], which is not supported"
              .formatted(rule.getName(), rule.getParentName()),
          "Write the conditions out.");
    }
    for (String attribute : rule.getAttributes().keySet()) {
      if (REFUSED_ATTRIBUTES.contains(attribute)) {
        report(
            "drl-attribute",
            place,
            "rule [%s] has the attribute '%s', which would let the order of firing decide"
                .formatted(rule.getName(), attribute),
            "Say in the condition when the rule holds.");
      }
    }
    String id =
        prefixes
            .read(rule.getName())
            .orElseGet(
                () -> {
                  report(
                      "drl-rule-name",
                      place,
                      "the rule's name [%s] is no IRI".formatted(rule.getName()),
                      "Name it as a prefixed name with one of the prefixes "
                          + String.join(", ", prefixes.known())
                          + ".");
                  return rule.getName();
                });
    String other = placesById.putIfAbsent(id, place);
    if (other != null) {
      report(
          "drl-duplicate-rule",
          place,
          "the rule [%s] is already defined at %s".formatted(rule.getName(), other),
          "Each rule needs an IRI of its own.");
    }
    ConditionInspection inspection =
        new ConditionInspection(file, packageName, types, prefixes, diagnostics);
    inspection.inspect(rule.getLhs());
    patterns.addAll(inspection.patterns());
    ifNothingIsInserted.addAll(inspection.ifNothingIsInserted());
    String consequence = String.valueOf(rule.getConsequence());
    List<StatementPattern> inserted = types.inserted(packageName, consequence);
    inserting |= !inserted.isEmpty();
    List<StatementPattern> reads = new ArrayList<>(inspection.patterns());
    reads.addAll(inspection.objects());
    independence.add(reads, inspection.watched(), inspection.orderFree(), consequence, inserted);
    rules.putIfAbsent(
        rule.getName(),
        new DrlRule(
            id,
            annotation(rule, "text").replaceAll("\\{\\$(\\w+)}", "{?$1}"),
            citation(rule),
            inspection.nonmonotone(),
            inspection.watched(),
            place,
            ReadingOfRule.of(file, prefixes, rule)));
  }

  private static Optional<Citation> citation(RuleDescr rule) {
    String source = annotation(rule, "source");
    String iri = annotation(rule, "iri");
    if (source.isEmpty() && iri.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Citation(
            source.isEmpty() ? iri : source, iri.isEmpty() ? Optional.empty() : Optional.of(iri)));
  }

  private static String annotation(RuleDescr rule, String name) {
    AnnotationDescr annotation = rule.getAnnotation(name);
    Object value = annotation == null ? null : annotation.getSingleValue();
    return value == null ? "" : AnnotationDescr.unquote(value.toString().strip());
  }

  private static String place(DrlFile file, RuleDescr rule) {
    return file.place(rule.getLine(), rule.getColumn() < 0 ? -1 : rule.getColumn() + 1);
  }

  private void report(String code, String place, String message, String hint) {
    diagnostics.add(new Diagnostic(code, place, message, hint));
  }

  static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
