package org.rationale.explanations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.explanations.WhyNot.Wanted;
import org.rationale.kg.Citation;
import org.rationale.reasoner.Outcome;

/** Why-not and what-if as JSON. Terms are as in N-Triples, variables as {@code ?x}. */
final class ChangeJson {

  private ChangeJson() {}

  static ObjectNode whyNot(WhyNot whyNot) {
    ObjectNode node = JsonView.object();
    node.set("fact", JsonView.triple(whyNot.statement()));
    node.put("text", whyNot.text());
    JsonView.put(node, whyNot.valuation());
    if (whyNot.wanted() instanceof Wanted.AtLeast atLeast) {
      node.put("threshold", atLeast.threshold().value());
    }
    node.put("holds", whyNot.reached()).put("size", whyNot.size());
    node.put("complete", whyNot.complete()).put("otherRules", whyNot.otherRules());
    whyNot
        .among()
        .ifPresent(
            among ->
                node.putObject("among")
                    .put("changes", among.changes())
                    .put("all", among.all())
                    .put("unreadNumbers", among.unreadNumbers()));
    ArrayNode repairs = node.putArray("repairs");
    whyNot.repairs().forEach(repair -> repairs.add(repair(repair)));
    ArrayNode rules = node.putArray("rules");
    whyNot.attempts().forEach(attempt -> rules.add(attempt(attempt)));
    return node;
  }

  private static ObjectNode repair(WhyNot.Repair repair) {
    ObjectNode node = JsonView.object().put("size", repair.changes().size());
    ArrayNode changes = node.putArray("changes");
    for (WhyNot.ChangeText change : repair.changes()) {
      ObjectNode entry = change(change.change()).put("text", change.text());
      change.before().ifPresent(before -> entry.put("before", before.value()));
      if (!change.replaced().isEmpty()) {
        facts(entry.putArray("replaced"), change.replaced());
      }
      change.crossing().ifPresent(crossing -> entry.put("crossing", crossing.value()));
      changes.add(entry);
    }
    node.set("where", JsonView.strings(repair.conditions()));
    ObjectNode example = node.putObject("example");
    repair.example().forEach((name, term) -> example.put("?" + name, Wording.ntriples(term)));
    node.put("plausibility", repair.plausibility());
    return JsonView.put(node, repair.valuation());
  }

  private static ObjectNode change(Change change) {
    ObjectNode node = JsonView.object();
    switch (change) {
      case Change.Add add -> node.put("kind", "add");
      case Change.Remove remove -> node.put("kind", "remove");
      case Change.Believe believe ->
          node.put("kind", "believe").put("probability", believe.probability().value());
    }
    return node.setAll(JsonView.triple(change.statement()));
  }

  private static ObjectNode attempt(WhyNot.Attempt attempt) {
    ObjectNode node =
        JsonView.object()
            .put("rule", JsonView.rule(attempt.rule()))
            .put("text", attempt.text())
            .put("missing", attempt.missing());
    attempt.source().ifPresent(source -> node.put("source", source.text()));
    attempt.source().flatMap(Citation::iri).ifPresent(iri -> node.put("sourceIri", iri));
    ArrayNode elements = node.putArray("body");
    attempt.elements().forEach(element -> elements.add(element(element)));
    return node;
  }

  private static ObjectNode element(Element element) {
    ObjectNode node = JsonView.object();
    switch (element) {
      case Element.Held held -> {
        node.put("state", "held").set("fact", JsonView.triple(held.fact()));
        JsonView.put(node, held.valuation());
      }
      case Element.Missing missing -> {
        node.put("state", "missing").set("pattern", JsonView.triple(missing.pattern()));
        node.put("mayAdd", missing.mayAdd());
        node.set(
            "concludedBy",
            JsonView.strings(missing.concludedBy().stream().map(JsonView::rule).toList()));
      }
      case Element.Blocked blocked -> {
        facts(node.put("state", "blocked").putArray("by"), blocked.by());
      }
      case Element.Absent absent -> node.put("state", "absent");
      case Element.Refused refused -> node.put("state", "refused");
      case Element.Fulfilled fulfilled -> node.put("state", "fulfilled");
      case Element.Open open -> node.put("state", "open");
      case Element.Unchecked unchecked -> {
        facts(node.put("state", "unchecked").putArray("facts"), unchecked.facts());
        node.set("conditions", JsonView.strings(unchecked.conditions()));
      }
      case Element.Unknown unknown -> node.put("state", "unknown");
    }
    return node.put("text", element.text());
  }

  private static void facts(ArrayNode array, List<WhyNot.Blocker> facts) {
    facts.forEach(fact -> array.add(JsonView.triple(fact.fact()).put("text", fact.text())));
  }

  static ObjectNode whatIf(WhatIf whatIf) {
    ObjectNode node = JsonView.object();
    whatIf
        .answer()
        .ifPresent(
            answer -> {
              node.set("fact", JsonView.triple(answer.statement()));
              node.put("text", answer.text());
              node.set("before", JsonView.put(JsonView.object(), answer.before()));
              node.set("after", JsonView.put(JsonView.object(), answer.after()));
            });
    ArrayNode changes = node.putArray("changes");
    whatIf.changes().forEach(change -> changes.add(change(change)));
    stated(node.putArray("gained"), whatIf.gained());
    stated(node.putArray("lost"), whatIf.lost());
    moved(node.putArray("moved"), whatIf.moved());
    node.put("allMoved", whatIf.allMoved());
    ArrayNode steps = node.putArray("steps");
    for (WhatIf.StepChange step : whatIf.steps()) {
      ObjectNode entry = JsonView.object().put("change", step.gained() ? "gained" : "lost");
      steps.add(entry.setAll(JsonView.step(step.step())));
    }
    return node;
  }

  static ObjectNode whatIf(DecisionWhatIf whatIf) {
    ObjectNode node = JsonView.object().put("case", whatIf.before().caseFile().id());
    ArrayNode outcomes = node.putArray("outcomes");
    for (DecisionWhatIf.OutcomeChange change : whatIf.outcomes()) {
      ObjectNode entry =
          JsonView.object()
              .put("question", change.before().question().id())
              .put("label", change.before().question().label())
              .put("answered", change.answered());
      entry.set("before", result(change.before()));
      entry.set("after", result(change.after()));
      moved(entry.putArray("candidates"), change.candidates());
      outcomes.add(entry);
    }
    return node.setAll(whatIf(whatIf.facts()));
  }

  private static ObjectNode result(Outcome outcome) {
    ObjectNode node = JsonView.object();
    switch (outcome.result()) {
      case Outcome.Result.Chosen chosen -> {
        ArrayNode answers = node.put("result", "chosen").putArray("answers");
        chosen.answers().forEach(answer -> answers.add(JsonView.answer(answer)));
      }
      case Outcome.Result.Abstained abstained ->
          node.put("result", "abstained").put("reason", abstained.reason()).putArray("answers");
    }
    return node;
  }

  private static void moved(ArrayNode array, List<WhatIf.Moved> facts) {
    for (WhatIf.Moved fact : facts) {
      ObjectNode entry = statement(fact.statement(), fact.text());
      entry.set("before", JsonView.put(JsonView.object(), fact.before()));
      entry.set("after", JsonView.put(JsonView.object(), fact.after()));
      array.add(entry);
    }
  }

  private static void stated(ArrayNode array, List<WhatIf.Stated> facts) {
    facts.forEach(
        fact ->
            array.add(JsonView.put(statement(fact.statement(), fact.text()), fact.valuation())));
  }

  private static ObjectNode statement(Triple statement, String text) {
    return JsonView.triple(statement).put("text", text);
  }
}
