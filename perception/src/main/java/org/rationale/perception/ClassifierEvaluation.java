package org.rationale.perception;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How good a classifier is on labelled examples that nothing was fitted to.
 *
 * @param perceptor its id
 * @param labels of the classes
 * @param examples how many there were
 * @param withheld about how many of them nothing was claimed
 * @param own the model's own probabilities, of those about which something was claimed
 * @param reported the probabilities that percepts carry, of the same
 * @param sets of the conformal sets, if the pack asks for them
 * @param outside the share of examples that counted as outside of what the model knows, if the pack
 *     has that looked for
 */
public record ClassifierEvaluation(
    String perceptor,
    List<String> labels,
    int examples,
    int withheld,
    ClassifierQuality own,
    ClassifierQuality reported,
    Optional<Sets> sets,
    OptionalDouble outside) {

  /**
   * How conformal sets did.
   *
   * @param promised their coverage
   * @param perClass whether it is promised within each class
   * @param covered the share of sets that hold the true class
   * @param coveredByClass the same within each class; NaN without examples
   * @param meanSize how many classes are in a set
   * @param single the share of sets with one class
   * @param empty the share of sets with none
   */
  public record Sets(
      double promised,
      boolean perClass,
      double covered,
      List<Double> coveredByClass,
      double meanSize,
      double single,
      double empty) {
    public Sets {
      coveredByClass = List.copyOf(coveredByClass);
    }

    static Sets of(ConformalSets asked, List<boolean[]> sets, List<Integer> classes) {
      int classCount = asked.limits().size();
      int[] counts = new int[classCount];
      int[] covered = new int[classCount];
      int total = 0;
      int members = 0;
      int single = 0;
      int empty = 0;
      for (int i = 0; i < sets.size(); i++) {
        int size = 0;
        for (boolean in : sets.get(i)) {
          size += in ? 1 : 0;
        }
        int own = classes.get(i);
        counts[own]++;
        covered[own] += sets.get(i)[own] ? 1 : 0;
        total += sets.get(i)[own] ? 1 : 0;
        members += size;
        single += size == 1 ? 1 : 0;
        empty += size == 0 ? 1 : 0;
      }
      List<Double> byClass = new ArrayList<>();
      for (int k = 0; k < classCount; k++) {
        byClass.add(counts[k] == 0 ? Double.NaN : (double) covered[k] / counts[k]);
      }
      double size = sets.size();
      return new Sets(
          asked.coverage(),
          asked.perClass(),
          total / size,
          byClass,
          members / size,
          single / size,
          empty / size);
    }
  }

  public ClassifierEvaluation {
    labels = List.copyOf(labels);
  }

  /** The results as plain text, for a terminal. */
  public String table() {
    List<String> lines = new ArrayList<>();
    lines.add("%s: %d examples%s".formatted(perceptor, examples, withheldWords()));
    lines.add("");
    lines.add(row("measure", "model", "reported"));
    lines.add(row("accuracy", own.accuracy(), reported.accuracy()));
    for (int k = 0; k < labels.size(); k++) {
      lines.add(row("recall of " + labels.get(k), own.recalls().get(k), reported.recalls().get(k)));
    }
    lines.add(row("area under the ROC curve", own.auc(), reported.auc()));
    lines.add(row("log-loss (nats)", own.logLoss(), reported.logLoss()));
    lines.add(row("Brier score", own.brier(), reported.brier()));
    lines.add(
        row("calibration error, equal width", own.equalWidthError(), reported.equalWidthError()));
    lines.add(
        row("calibration error, equal mass", own.equalMassError(), reported.equalMassError()));
    sets.ifPresent(asked -> addTo(lines, asked));
    outside.ifPresent(
        share ->
            lines.add(
                "\noutside of what the model knows: %s of the examples".formatted(number(share))));
    return String.join("\n", lines) + "\n";
  }

  /** The results as a JSON object's members; what there are no examples for is left out. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", "classifier");
    json.put("perceptor", perceptor);
    json.put("examples", examples);
    json.put("withheld", withheld);
    json.put("model", json(own));
    json.put("reported", json(reported));
    sets.ifPresent(
        asked -> {
          Map<String, Object> sets = new LinkedHashMap<>();
          sets.put("promised", asked.promised());
          sets.put("perClass", asked.perClass());
          sets.put("covered", asked.covered());
          sets.put("coveredByClass", byLabel(asked.coveredByClass()));
          sets.put("meanSize", asked.meanSize());
          sets.put("single", asked.single());
          sets.put("empty", asked.empty());
          json.put("sets", sets);
        });
    outside.ifPresent(share -> json.put("outside", share));
    return json;
  }

  private Map<String, Object> json(ClassifierQuality quality) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("accuracy", quality.accuracy());
    json.put("recall", byLabel(quality.recalls()));
    if (!Double.isNaN(quality.auc())) {
      json.put("auc", quality.auc());
    }
    json.put("logLoss", quality.logLoss());
    json.put("brier", quality.brier());
    json.put("equalWidthError", quality.equalWidthError());
    json.put("equalMassError", quality.equalMassError());
    return json;
  }

  private Map<String, Object> byLabel(List<Double> values) {
    Map<String, Object> byLabel = new LinkedHashMap<>();
    for (int k = 0; k < labels.size(); k++) {
      if (!values.get(k).isNaN()) {
        byLabel.put(labels.get(k), values.get(k));
      }
    }
    return byLabel;
  }

  private String withheldWords() {
    return withheld == 0 ? "" : ", nothing claimed about %d of them".formatted(withheld);
  }

  private void addTo(List<String> lines, Sets asked) {
    lines.add(
        "\nsets that hold the true class: %s, promised %s%s"
            .formatted(
                number(asked.covered()),
                number(asked.promised()),
                asked.perClass() ? " within each class" : " over all"));
    for (int k = 0; k < labels.size(); k++) {
      lines.add("  of %s: %s".formatted(labels.get(k), number(asked.coveredByClass().get(k))));
    }
    lines.add(
        "mean size of a set %s; one class %s, none %s"
            .formatted(number(asked.meanSize()), number(asked.single()), number(asked.empty())));
  }

  private static String row(String name, double own, double reported) {
    return row(name, number(own), number(reported));
  }

  private static String row(String name, String own, String reported) {
    return String.format(Locale.ROOT, "%-34s %9s %9s", name, own, reported);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
