package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalBranchDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.GroupByDescr;
import org.drools.drl.ast.descr.NamedConsequenceDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.PatternSourceDescr;
import org.rationale.kg.Diagnostic;

/**
 * What a rule's condition looks at, read from its syntax tree: which patterns there are, which of
 * them stand under {@code not}, {@code forall}, {@code accumulate} or {@code collect}, and which
 * elements we do not take because Drools would not say what they matched.
 */
final class ConditionInspection {

  /** Where in a condition a pattern stands. */
  private enum Under {
    /** At the top: it must match, and is reported as a premise. */
    NOTHING,
    /** Its matches are collected, and reported as premises. */
    ACCUMULATION,
    /** Its matches are not reported, because they are looked for in vain. */
    NEGATION
  }

  static final Set<String> STATEMENT_NAMES = Set.of("Statement", Statement.class.getName());

  /** Types that statements have too, so that a pattern over them is over everything. */
  private static final Set<String> EVERYTHING =
      Set.of("Object", "java.lang.Object", "Record", "java.lang.Record");

  private static final Pattern CONSTANT =
      Pattern.compile(
          "\\s*(?:\\$?\\w+\\s*:\\s*)?(subject|predicate|object)\\s*==\\s*\"((?:[^\"\\\\])*)\"\\s*");

  private static final Pattern COMPARED =
      Pattern.compile("\\b(subject|predicate|object)\\s*[!=]=\\s*\"((?:[^\"\\\\])*)\"");

  private final DrlFile file;
  private final String packageName;
  private final TypeNames types;
  private final Prefixes prefixes;
  private final List<Diagnostic> diagnostics;
  private final List<Diagnostic> ifNothingIsInserted = new ArrayList<>();
  private final List<StatementPattern> objects = new ArrayList<>();
  private final List<StatementPattern> patterns = new ArrayList<>();
  private final List<StatementPattern> watched = new ArrayList<>();
  private boolean nonmonotone;
  private boolean orderFree = true;

  ConditionInspection(
      DrlFile file,
      String packageName,
      TypeNames types,
      Prefixes prefixes,
      List<Diagnostic> diagnostics) {
    this.file = file;
    this.packageName = packageName;
    this.types = types;
    this.prefixes = prefixes;
    this.diagnostics = diagnostics;
  }

  void inspect(AndDescr condition) {
    inspect(condition, Under.NOTHING);
  }

  boolean nonmonotone() {
    return nonmonotone;
  }

  /** Whether accumulations do not depend on the order of what they run over. */
  boolean orderFree() {
    return orderFree;
  }

  /** Of all patterns over statements, in their order. */
  List<StatementPattern> patterns() {
    return patterns;
  }

  /** Of all patterns over objects that rules insert, what names these objects. */
  List<StatementPattern> objects() {
    return objects;
  }

  /** What is wrong with the patterns over objects if no rule inserts any. */
  List<Diagnostic> ifNothingIsInserted() {
    return ifNothingIsInserted;
  }

  /** Of the patterns that make the rule nonmonotone. */
  List<StatementPattern> watched() {
    return watched;
  }

  private void inspect(BaseDescr element, Under under) {
    // Drools' tree is not sealed. What is not named here (eval, from an expression) looks at no
    // facts; what could hide a match is refused by name.
    if (element instanceof ExistsDescr exists && under != Under.NEGATION) {
      report(
          exists,
          "drl-exists",
          "'exists' does not say which fact it found, so a proof could not name it",
          "Bind the fact instead: write the pattern without 'exists'.");
    } else if (element instanceof NotDescr || element instanceof ForallDescr) {
      nonmonotone = true;
      children((ConditionalElementDescr) element, Under.NEGATION);
    } else if (element instanceof GroupByDescr) {
      report(
          element,
          "drl-groupby",
          "'groupby' does not say which facts a group has",
          "Match the group's key with a pattern, and accumulate the facts with that key.");
    } else if (element instanceof PatternSourceDescr source) {
      source(source, under);
    } else if (element instanceof PatternDescr pattern) {
      pattern(pattern, under);
    } else if (element instanceof NamedConsequenceDescr
        || element instanceof ConditionalBranchDescr) {
      report(
          element,
          "drl-branch",
          "'do' and 'if' in a condition are not supported",
          "Write a rule for each branch.");
    } else if (element instanceof ConditionalElementDescr inner) {
      children(inner, under);
    }
  }

  private void children(ConditionalElementDescr element, Under under) {
    for (Object child : element.getDescrs()) {
      inspect((BaseDescr) child, under);
    }
  }

  private void source(PatternSourceDescr source, Under under) {
    Under inside = under == Under.NEGATION ? under : Under.ACCUMULATION;
    if (source instanceof AccumulateDescr accumulate) {
      nonmonotone = true;
      orderFree &= PastIndependence.isOrderFree(accumulate);
      inspect(accumulate.getInput(), inside);
    } else if (source instanceof CollectDescr collect) {
      nonmonotone = true;
      orderFree = false;
      inspect(collect.getInputPattern(), inside);
    }
  }

  private void pattern(PatternDescr pattern, Under under) {
    if (pattern.isQuery()) {
      report(
          pattern,
          "drl-query",
          "a query does not say which facts it found",
          "Write its patterns into the rule.");
    }
    if (pattern.getSource() != null) {
      inspect(pattern.getSource(), under);
    }
    if (!STATEMENT_NAMES.contains(pattern.getObjectType())) {
      if (pattern.getSource() == null && !pattern.isQuery()) {
        object(pattern, under);
      }
      return;
    }
    StatementPattern seen = constants(pattern);
    patterns.add(seen);
    if (under != Under.NOTHING) {
      watched.add(seen);
    }
  }

  private void object(PatternDescr pattern, Under under) {
    String type = pattern.getObjectType();
    if (EVERYTHING.contains(type)) {
      diagnostics.add(
          diagnostic(
              pattern,
              "drl-pattern-type",
              "the pattern [%s] is over statements and whatever rules insert".formatted(type),
              "Write Statement(...) or the type of what rules insert."));
      return;
    }
    ifNothingIsInserted.add(
        diagnostic(
            pattern,
            "drl-pattern-type",
            "the pattern [%s] is over something other than statements, and no rule inserts other facts"
                .formatted(type),
            "Write Statement(...), insert such objects in a rule, or say with 'from' where they"
                + " come from."));
    StatementPattern seen = types.matched(packageName, type);
    objects.add(seen);
    if (under != Under.NOTHING) {
      watched.add(seen);
    }
  }

  private StatementPattern constants(PatternDescr pattern) {
    Optional<Node> subject = Optional.empty();
    Optional<Node> predicate = Optional.empty();
    Optional<Node> object = Optional.empty();
    for (BaseDescr constraint : pattern.getDescrs()) {
      String text = constraint.getText() == null ? constraint.toString() : constraint.getText();
      checkSpelling(text, constraint, pattern);
      Matcher matcher = CONSTANT.matcher(text);
      if (matcher.matches()) {
        Optional<Node> node = prefixes.read(matcher.group(2)).map(NodeFactory::createURI);
        switch (matcher.group(1)) {
          case "subject" -> subject = node;
          case "predicate" -> predicate = node;
          default -> object = node;
        }
      }
    }
    return new StatementPattern(subject, predicate, object);
  }

  /** A constant that is not spelt as facts are would never match, and nobody would be told. */
  private void checkSpelling(String constraint, BaseDescr place, PatternDescr pattern) {
    Matcher matcher = COMPARED.matcher(constraint);
    while (matcher.find()) {
      String written = matcher.group(2);
      if (written.startsWith("_:")) {
        continue;
      }
      Optional<String> iri = prefixes.read(written);
      BaseDescr where = place.getLine() > 0 ? place : pattern;
      if (iri.isEmpty()) {
        report(
            where,
            "drl-unknown-prefix",
            "the %s [%s] can match nothing: its prefix is not declared"
                .formatted(matcher.group(1), written),
            "Known prefixes are "
                + String.join(", ", prefixes.known())
                + ". A text is compared as Literal.of(\"...\").");
      } else if (!prefixes.write(iri.get()).equals(written)) {
        report(
            where,
            "drl-spelling",
            "the %s [%s] can match nothing: DRL sees this IRI as [%s]"
                .formatted(matcher.group(1), written, prefixes.write(iri.get())),
            "Write it in that form.");
      }
    }
  }

  private void report(BaseDescr where, String code, String message, String hint) {
    diagnostics.add(diagnostic(where, code, message, hint));
  }

  private Diagnostic diagnostic(BaseDescr where, String code, String message, String hint) {
    int column = where.getColumn() < 0 ? -1 : where.getColumn() + 1;
    return new Diagnostic(code, file.place(where.getLine(), column), message, hint);
  }
}
