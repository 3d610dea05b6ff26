package org.rationale.explanations;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;

/** Proofs as a Graphviz graph: facts are boxes, rule instances are ellipses between them. */
final class DotView {

  private final StringBuilder out = new StringBuilder();
  private final Map<Triple, String> facts = new LinkedHashMap<>();
  private final Map<Proofs.Step, String> steps = new LinkedHashMap<>();
  private final Set<String> lines = new LinkedHashSet<>();

  private DotView() {}

  static String write(Proofs why) {
    return new DotView().graph(why);
  }

  private String graph(Proofs why) {
    fact(
        why.statement(),
        why.text() + "\n" + Valuations.full(why.valuation()),
        "style=\"filled,bold\", fillcolor=\"#dce9f5\"");
    for (Proofs.Proof proof : why.proofs()) {
      proof.leaves().forEach(this::leaf);
      for (Proofs.Step step : proof.steps()) {
        step(step);
      }
    }
    out.append("digraph why {\n  rankdir=BT;\n  node [fontname=\"Helvetica\", fontsize=11];\n");
    String label = CombinationView.label(why);
    if (!label.isEmpty()) {
      out.append("  label=")
          .append(quoted(label))
          .append(";\n  labelloc=b;\n  fontname=\"Helvetica\";\n  fontsize=11;\n");
    }
    lines.forEach(line -> out.append("  ").append(line).append(";\n"));
    return out.append("}\n").toString();
  }

  private void leaf(Proofs.Leaf leaf) {
    switch (leaf.origin()) {
      case Origin.Asserted asserted ->
          fact(
              leaf.statement(),
              leaf.text()
                  + "\n"
                  + asserted.source()
                  + " · "
                  + Valuations.percent(asserted.probability()),
              "style=filled, fillcolor=\"#eeeeee\"");
      case Origin.Perceived perceived ->
          fact(
              leaf.statement(),
              leaf.text()
                  + "\n"
                  + Quotation.of(perceived.percept())
                  + " · "
                  + Valuations.percent(perceived.percept().probability()),
              "style=filled, fillcolor=\"#e3f3e6\"");
      case Origin.Derived derived -> throw new IllegalStateException("A leaf is derived.");
    }
  }

  private void step(Proofs.Step step) {
    if (steps.containsKey(step)) {
      return;
    }
    String id = "r" + (steps.size() + 1);
    steps.put(step, id);
    String chance =
        step.probability().isCertain() ? "" : "\n" + Valuations.percent(step.probability());
    lines.add(id + " [shape=ellipse, label=" + quoted(step.rule() + chance) + "]");
    lines.add(id + " -> " + fact(step.conclusion(), step.text(), ""));
    step.premises()
        .forEach(premise -> lines.add(fact(premise, premise.toString(), "") + " -> " + id));
    step.absences()
        .forEach(
            absent -> {
              String name = id + "n" + step.absences().indexOf(absent);
              lines.add(
                  name
                      + " [shape=note, style=dashed, label="
                      + quoted("no: " + absent.text())
                      + "]");
              lines.add(name + " -> " + id + " [style=dashed, arrowhead=tee]");
            });
  }

  private String fact(Triple statement, String label, String style) {
    String known = facts.get(statement);
    if (known != null) {
      return known;
    }
    String id = "f" + (facts.size() + 1);
    facts.put(statement, id);
    lines.add(
        id
            + " [shape=box, "
            + style
            + (style.isEmpty() ? "" : ", ")
            + "label="
            + quoted(label)
            + "]");
    return id;
  }

  private static String quoted(String text) {
    return "\""
        + VisibleText.of(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
        + "\"";
  }
}
