package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/** Compares candidates whatever their variables are called. */
final class Sameness {

  private static final Pattern VARIABLE = Pattern.compile("\\?([\\p{L}\\p{N}_]+)");

  private Sameness() {}

  /** Equal for candidates that are equal but for the names of their variables. */
  static String key(Candidate candidate) {
    return least(candidate, List.copyOf(candidate.witnesses().keySet()), List.of());
  }

  /** The least description over all orders of the variables. */
  private static String least(Candidate candidate, List<String> left, List<String> order) {
    String least = left.isEmpty() ? described(candidate, order) : "";
    for (String variable : left) {
      List<String> rest = new ArrayList<>(left);
      rest.remove(variable);
      List<String> longer = new ArrayList<>(order);
      longer.add(variable);
      String found = least(candidate, rest, longer);
      least = least.isEmpty() || found.compareTo(least) < 0 ? found : least;
    }
    return least;
  }

  private static String described(Candidate candidate, List<String> order) {
    Map<String, String> numbers = new HashMap<>();
    order.forEach(variable -> numbers.put(variable, String.valueOf(numbers.size())));
    TreeSet<String> lines = new TreeSet<>();
    candidate
        .changes()
        .forEach(
            (change, shown) ->
                lines.add(
                    kind(change)
                        + " "
                        + name(shown.getSubject(), numbers)
                        + " "
                        + name(shown.getPredicate(), numbers)
                        + " "
                        + name(shown.getObject(), numbers)));
    candidate.conditions().forEach(condition -> lines.add(renamed(condition, numbers)));
    return String.join("\n", lines);
  }

  private static String kind(Change change) {
    return switch (change) {
      case Change.Add add -> "+";
      case Change.Remove remove -> "-";
      case Change.Believe believe -> String.valueOf(believe.probability().value());
    };
  }

  private static String name(Node node, Map<String, String> names) {
    return node.isVariable()
        ? "?" + names.getOrDefault(node.getName(), node.getName())
        : Wording.ntriples(node);
  }

  private static String renamed(String condition, Map<String, String> names) {
    return VARIABLE
        .matcher(condition)
        .replaceAll(match -> "?" + names.getOrDefault(match.group(1), match.group(1)));
  }

  /** Whether a candidate has all changes of a smaller one, whose variables may be renamed. */
  static boolean isPart(Candidate small, Candidate large) {
    return anyEmbedding(
        small,
        large,
        (variable, term) -> term.isVariable(),
        (chosen, bound) -> {
          Map<String, String> names = new HashMap<>();
          bound.forEach((variable, term) -> names.put(variable, term.getName()));
          return small.conditions().stream()
              .allMatch(condition -> large.conditions().contains(renamed(condition, names)));
        });
  }

  /** The parts of a candidate that are instances of a smaller one with variables. */
  static Set<Set<Change>> instances(Candidate small, Candidate large) {
    Set<Set<Change>> instances = new LinkedHashSet<>();
    anyEmbedding(
        small,
        large,
        (variable, term) -> true,
        (chosen, bound) -> {
          instances.add(chosen);
          return false;
        });
    return instances;
  }

  private static boolean anyEmbedding(
      Candidate small,
      Candidate large,
      BiPredicate<String, Node> mayStandFor,
      BiPredicate<Set<Change>, Map<String, Node>> wanted) {
    return anyEmbedding(
        List.copyOf(small.changes().entrySet()),
        large,
        Map.of(),
        new LinkedHashSet<>(),
        mayStandFor,
        wanted);
  }

  private static boolean anyEmbedding(
      List<Map.Entry<Change, Triple>> left,
      Candidate large,
      Map<String, Node> bound,
      Set<Change> chosen,
      BiPredicate<String, Node> mayStandFor,
      BiPredicate<Set<Change>, Map<String, Node>> wanted) {
    if (left.isEmpty()) {
      return wanted.test(chosen, bound);
    }
    Map.Entry<Change, Triple> first = left.getFirst();
    for (Map.Entry<Change, Triple> other : large.changes().entrySet()) {
      Map<String, Node> more = new HashMap<>(bound);
      if (kind(first.getKey()).equals(kind(other.getKey()))
          && matches(
              first.getValue().getSubject(), other.getValue().getSubject(), more, mayStandFor)
          && matches(
              first.getValue().getPredicate(), other.getValue().getPredicate(), more, mayStandFor)
          && matches(
              first.getValue().getObject(), other.getValue().getObject(), more, mayStandFor)) {
        Set<Change> longer = new LinkedHashSet<>(chosen);
        longer.add(other.getKey());
        if (anyEmbedding(left.subList(1, left.size()), large, more, longer, mayStandFor, wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean matches(
      Node pattern, Node term, Map<String, Node> bound, BiPredicate<String, Node> mayStandFor) {
    if (!pattern.isVariable()) {
      return pattern.equals(term);
    }
    Node known = bound.putIfAbsent(pattern.getName(), term);
    return known == null ? mayStandFor.test(pattern.getName(), term) : known.equals(term);
  }
}
