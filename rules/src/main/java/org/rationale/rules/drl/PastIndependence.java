package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AccumulateDescr.AccumulateFunctionCallDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.PatternDescr;

/**
 * Whether what rules conclude depends on the facts that hold and on nothing that held before or in
 * which order they came: then one session can follow as facts come and go.
 *
 * <p>It does not for counts, and for exact sums and averages of {@code decimal}; it might for sums
 * of doubles, which are rounded, for lists, and for code in Java. Nor does it where no rule's
 * {@code not} or accumulation depends on what the rule itself concludes, which is read from the
 * constants in conditions and in calls of {@code conclude}. What cannot be read is taken for
 * dependent.
 */
final class PastIndependence {

  private static final Pattern CONCLUSIONS = Pattern.compile("\\bconclusions\\b");
  private static final Pattern CONCLUDE = Pattern.compile("conclusions\\s*\\.\\s*conclude\\s*\\(");
  private static final Pattern CONSTANT = Pattern.compile("\"([^\"\\\\]*)\"");

  /** A rule as far as it can depend on others. */
  private record Reader(
      List<StatementPattern> reads,
      List<StatementPattern> watches,
      List<StatementPattern> concludes) {}

  private final Prefixes prefixes;
  private final List<Reader> rules = new ArrayList<>();
  private boolean readable = true;

  PastIndependence(Prefixes prefixes) {
    this.prefixes = prefixes;
  }

  /** Whether an accumulation's result does not depend on the order of what it runs over. */
  static boolean isOrderFree(AccumulateDescr accumulate) {
    String input = text(accumulate.getInput());
    return !accumulate.getFunctions().isEmpty()
        && accumulate.getActionCode() == null
        && accumulate.getFunctions().stream().allMatch(function -> isOrderFree(function, input));
  }

  /** The constraints of all patterns over statements, one a line. */
  private static String text(BaseDescr element) {
    StringBuilder text = new StringBuilder();
    if (element instanceof PatternDescr pattern
        && ConditionInspection.STATEMENT_NAMES.contains(pattern.getObjectType())) {
      for (BaseDescr constraint : pattern.getDescrs()) {
        text.append(constraint.getText() == null ? constraint.toString() : constraint.getText());
        text.append('\n');
      }
    } else if (element instanceof ConditionalElementDescr inner) {
      for (Object child : inner.getDescrs()) {
        text.append(text((BaseDescr) child));
      }
    }
    return text.toString();
  }

  private static boolean isOrderFree(AccumulateFunctionCallDescr function, String input) {
    return switch (function.getFunction()) {
      case "count" -> true;
      case "sum", "average" ->
          function.getParams().length == 1
              && Pattern.compile(
                      Pattern.quote(function.getParams()[0].strip()) + "\\s*:\\s*decimal\\b")
                  .matcher(input)
                  .find();
      default -> false;
    };
  }

  void add(
      List<StatementPattern> reads,
      List<StatementPattern> watches,
      boolean orderFree,
      String consequence,
      List<StatementPattern> inserts) {
    List<StatementPattern> concludes = new ArrayList<>(inserts);
    for (Call call : calls(consequence)) {
      List<String> arguments = call.arguments();
      Optional<Node> predicate = arguments.size() == 4 ? iri(arguments.get(2)) : Optional.empty();
      readable &= predicate.isPresent();
      Optional<Node> object = arguments.size() == 4 ? iri(arguments.get(3)) : Optional.empty();
      concludes.add(new StatementPattern(Optional.empty(), predicate, object));
    }
    readable &= orderFree && !passesConclusionsOn(consequence);
    rules.add(new Reader(reads, watches, concludes));
  }

  /** A call of {@code conclude}; without arguments if they cannot be told apart. */
  record Call(List<String> arguments) {}

  static List<Call> calls(String consequence) {
    List<Call> calls = new ArrayList<>();
    Matcher matcher = CONCLUDE.matcher(consequence);
    while (matcher.find()) {
      calls.add(new Call(arguments(consequence, matcher.end())));
    }
    return calls;
  }

  /** Whether a consequence may conclude otherwise than by calls that can be seen. */
  static boolean passesConclusionsOn(String consequence) {
    return calls(consequence).size() != CONCLUSIONS.matcher(consequence).results().count();
  }

  /** Of a call, from behind its opening bracket. */
  private static List<String> arguments(String text, int from) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = from;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if ((c == ')' || c == ']' || c == '}') && depth > 0) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        arguments.add(text.substring(start, i).strip());
        start = i + 1;
        if (c == ')') {
          return arguments;
        }
      }
    }
    return List.of();
  }

  private Optional<Node> iri(String argument) {
    return constant(argument).flatMap(prefixes::read).map(NodeFactory::createURI);
  }

  /** What stands in quotes. */
  static Optional<String> constant(String argument) {
    Matcher matcher = CONSTANT.matcher(argument);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Of all rules that were added, together. */
  boolean holds() {
    if (!readable) {
      return false;
    }
    for (int from = 0; from < rules.size(); from++) {
      for (int to = 0; to < rules.size(); to++) {
        if (meets(rules.get(from).concludes(), rules.get(to).watches()) && reaches(to, from)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean reaches(int from, int to) {
    Set<Integer> seen = new HashSet<>(Set.of(from));
    List<Integer> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      int rule = open.removeLast();
      if (rule == to) {
        return true;
      }
      for (int next = 0; next < rules.size(); next++) {
        if (!seen.contains(next) && meets(rules.get(rule).concludes(), rules.get(next).reads())) {
          seen.add(next);
          open.add(next);
        }
      }
    }
    return false;
  }

  private static boolean meets(List<StatementPattern> left, List<StatementPattern> right) {
    return left.stream().anyMatch(one -> right.stream().anyMatch(one::meets));
  }
}
