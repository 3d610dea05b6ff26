package org.rationale.explanations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Doubt;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Valuation;
import org.rationale.kg.Withheld;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.PackIdentity;
import org.rationale.reasoner.PackPart;
import org.rationale.reasoner.Policy;
import org.rationale.reasoner.Question;

/** Explanations as JSON. Terms are as in N-Triples; numbers are not rounded. */
final class JsonView {

  private static final Pattern IRI =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>\"{}|\\\\^`]+");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonView() {}

  static String write(ObjectNode node) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON nodes could not be written.", e);
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode strings(Collection<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return array;
  }

  static ObjectNode triple(Triple triple) {
    return object()
        .put("s", Wording.ntriples(triple.getSubject()))
        .put("p", Wording.ntriples(triple.getPredicate()))
        .put("o", Wording.ntriples(triple.getObject()));
  }

  static ObjectNode put(ObjectNode node, Valuation valuation) {
    return node.put("probability", valuation.probability().value())
        .put("lower", Valuations.lower(valuation))
        .put("upper", Valuations.upper(valuation))
        .put("guarantee", Valuations.name(valuation.guarantee()));
  }

  static String rule(String id) {
    return IRI.matcher(id).matches() ? Wording.ntriples(NodeFactory.createURI(id)) : id;
  }

  static ObjectNode why(Proofs why) {
    ObjectNode node = object();
    node.set("fact", triple(why.statement()));
    node.put("text", why.text());
    put(node, why.valuation());
    ArrayNode evidence = node.putArray("evidence");
    why.evidence()
        .forEach(
            observation ->
                evidence.add(
                    triple(observation.statement())
                        .put("text", observation.text())
                        .put("observed", observation.holds())));
    node.put(
        "completeness",
        switch (why.completeness()) {
          case ALL -> "all";
          case FIRST -> why.order() == ProofQuery.Order.LIKELY ? "most-likely" : "shortest";
          case CUT_SHORT -> "cut-short";
        });
    node.put(
        "order",
        switch (why.order()) {
          case LIKELY -> "likely";
          case SHORT -> "short";
        });
    node.put("from", why.from());
    ArrayNode proofs = node.putArray("proofs");
    why.proofs().forEach(proof -> proofs.add(proof(proof)));
    why.combination().ifPresent(combination -> CombinationView.json(combination, node, proofs));
    return node;
  }

  private static ObjectNode proof(Proofs.Proof proof) {
    ObjectNode node = put(object(), proof.valuation());
    ArrayNode leaves = node.putArray("leaves");
    proof.leaves().forEach(leaf -> leaves.add(leaf(leaf)));
    ArrayNode steps = node.putArray("steps");
    proof.steps().forEach(step -> steps.add(step(step)));
    return node;
  }

  private static ObjectNode leaf(Proofs.Leaf leaf) {
    ObjectNode node = object();
    node.set("fact", triple(leaf.statement()));
    node.put("text", leaf.text());
    return switch (leaf.origin()) {
      case Origin.Asserted asserted ->
          node.put("origin", "asserted")
              .put("source", asserted.source())
              .put("probability", asserted.probability().value());
      case Origin.Perceived perceived ->
          node.put("origin", "perceived")
              .put("percept", perceived.percept().id())
              .put("probability", perceived.percept().probability().value());
      case Origin.Derived derived -> throw new IllegalStateException("A leaf is derived.");
    };
  }

  static ObjectNode step(Proofs.Step step) {
    ObjectNode node = object();
    node.set("conclusion", triple(step.conclusion()));
    node.put("rule", rule(step.rule()));
    node.put("text", step.text());
    node.put("source", step.source().map(source -> source.text()).orElse(""));
    step.source().flatMap(source -> source.iri()).ifPresent(iri -> node.put("sourceIri", iri));
    node.put("ruleProbability", step.probability().value());
    ArrayNode premises = node.putArray("premises");
    step.premises().forEach(premise -> premises.add(triple(premise)));
    node.set("absent", strings(step.absences().stream().map(Proofs.Absent::pattern).toList()));
    ArrayNode against = node.putArray("counterevidence");
    step.absences().stream()
        .flatMap(absent -> absent.counterevidence().stream())
        .distinct()
        .forEach(
            counter ->
                against.add(
                    put(
                        triple(counter.statement()).put("text", counter.text()),
                        counter.valuation())));
    return node;
  }

  static ObjectNode decision(Explanation explanation) {
    Decision decision = explanation.decision();
    ObjectNode node = object();
    node.putObject("case")
        .put("id", decision.caseFile().id())
        .put("title", decision.caseFile().title())
        .put("subject", Wording.ntriples(decision.subject()))
        .put("sha256", Certificates.sha256(decision.caseFile()));
    node.put("identity", decision.identity());
    PackIdentity pack = decision.pack();
    ObjectNode identity =
        node.putObject("pack")
            .put("name", pack.name())
            .put("title", pack.title())
            .put("version", pack.version())
            .put("sha256", pack.sha256())
            .put("use", pack.use());
    identity.set("limits", strings(pack.limits()));
    ObjectNode parts = identity.putObject("parts");
    for (PackPart part : PackPart.values()) {
      ObjectNode files =
          parts
              .putObject(IdentityHtml.id(part))
              .put("sha256", pack.sha256(part))
              .putObject("files");
      pack.files(part).forEach(files::put);
    }
    ArrayNode models = node.putArray("models");
    explanation
        .models()
        .forEach(
            model -> models.addObject().put("name", model.name()).put("sha256", model.sha256()));
    ArrayNode outcomes = node.putArray("outcomes");
    explanation.outcomes().forEach(reasoned -> outcomes.add(outcome(explanation, reasoned)));
    ArrayNode percepts = node.putArray("percepts");
    explanation.readings().forEach(reading -> percepts.add(percept(reading)));
    ArrayNode conflicts = node.putArray("conflicts");
    explanation
        .conflicts()
        .forEach(
            conflict ->
                conflicts
                    .addObject()
                    .put("about", conflict.about())
                    .set(
                        "percepts",
                        strings(
                            conflict.readings().stream()
                                .map(number -> id(explanation, number))
                                .toList())));
    ArrayNode withheld = node.putArray("withheld");
    for (Withheld input : decision.withheld()) {
      ObjectNode entry =
          withheld
              .addObject()
              .put("perceptor", input.perceptor())
              .put("model", input.model().name())
              .put("modelSha256", input.model().sha256());
      input.model().execution().ifPresent(execution -> put(entry, execution));
      entry
          .put("input", input.input())
          .put("inputSha256", input.inputSha256())
          .put("reason", input.reason());
    }
    node.set("violations", strings(decision.violations()));
    explanation.prospects().ifPresent(prospects -> AskView.json(explanation, prospects, node));
    return node;
  }

  private static String id(Explanation explanation, int reading) {
    return explanation.readings().get(reading - 1).percept().id();
  }

  private static ObjectNode outcome(Explanation explanation, Explanation.Reasoned reasoned) {
    Outcome outcome = reasoned.outcome();
    Question question = outcome.question();
    ObjectNode node = object();
    node.put("question", question.id()).put("label", question.label());
    node.set("policy", policy(question.policy()));
    switch (outcome.result()) {
      case Outcome.Result.Chosen chosen -> {
        node.put("result", "chosen");
        ArrayNode answers = node.putArray("answers");
        chosen.answers().forEach(answer -> answers.add(answer(answer)));
      }
      case Outcome.Result.Abstained abstained -> {
        node.put("result", "abstained");
        node.putArray("answers");
        node.put("reason", abstained.reason());
      }
    }
    node.set("missing", strings(reasoned.missing()));
    node.put("caution", question.caution());
    ArrayNode candidates = node.putArray("candidates");
    for (Explanation.Candidate candidate : reasoned.candidates()) {
      ObjectNode entry = answer(candidate.answer()).put("chosen", candidate.chosen());
      entry.set("why", why(candidate.proofs()));
      ArrayNode influences = entry.putArray("influences");
      for (Explanation.Influence influence : candidate.influences()) {
        ObjectNode effect =
            influences.addObject().put("percept", id(explanation, influence.reading()));
        effect.set("ifTrue", put(object(), influence.ifTrue()));
        influence.ifFalse().ifPresent(ifFalse -> effect.set("ifFalse", put(object(), ifFalse)));
        effect.put("role", role(influence.direction()));
      }
      candidates.add(entry);
    }
    Contrast contrast = explanation.contrasts().get(question.id());
    if (contrast != null) {
      node.set("contrast", ContrastView.json(contrast));
    }
    return node;
  }

  private static ObjectNode policy(Policy policy) {
    return switch (policy) {
      case Policy.MostProbable most ->
          object().put("kind", "most-probable").put("threshold", most.threshold().value());
      case Policy.AllAbove all ->
          object().put("kind", "all-above").put("threshold", all.threshold().value());
      case Policy.ScoreValue score ->
          object().put("kind", "score-value").put("threshold", score.threshold().value());
    };
  }

  static ObjectNode answer(Answer answer) {
    ObjectNode node = object().put("value", Wording.ntriples(answer.value()));
    node.put("label", answer.label());
    node.set("fact", triple(answer.statement()));
    return put(node, answer.valuation());
  }

  private static String role(Explanation.Role role) {
    return switch (role) {
      case SUPPORTS -> "supports";
      case OPPOSES -> "opposes";
      case UNUSED -> "unused";
    };
  }

  private static void put(ObjectNode node, ModelIdentity.Execution execution) {
    node.put("modelOperators", execution.operators())
        .put("runtime", execution.runtime())
        .put("provider", execution.provider())
        .put("preparation", execution.preparation());
  }

  private static ObjectNode percept(Explanation.Reading reading) {
    Percept percept = reading.percept();
    ObjectNode node = object().put("id", percept.id());
    node.set("fact", triple(percept.statement()));
    node.put("text", reading.text())
        .put("probability", percept.probability().value())
        .put("score", percept.score())
        .put("perceptor", percept.perceptor())
        .put("model", percept.model().name())
        .put("modelSha256", percept.model().sha256());
    percept.model().execution().ifPresent(execution -> put(node, execution));
    node.put("input", percept.input())
        .put("inputSha256", percept.inputSha256())
        .put("note", percept.note())
        .put("role", role(reading.role()));
    percept.choice().ifPresent(choice -> node.put("choice", Wording.ntriples(choice)));
    node.set("region", region(percept.region()));
    percept.doubt().ifPresent(doubt -> put(node, doubt));
    return node;
  }

  static ObjectNode region(Region region) {
    return switch (region) {
      case Region.TextSpan span ->
          object()
              .put("kind", "text")
              .put("start", span.start())
              .put("end", span.end())
              .put("text", span.text());
      case Region.Columns columns ->
          object().put("kind", "columns").set("names", strings(List.copyOf(columns.names())));
      case Region.Box box ->
          object()
              .put("kind", "box")
              .put("x", box.x())
              .put("y", box.y())
              .put("width", box.width())
              .put("height", box.height());
      case Region.Window window ->
          object()
              .put("kind", "window")
              .put("start", window.start())
              .put("end", window.end())
              .put("unit", window.unit());
    };
  }

  private static void put(ObjectNode percept, Doubt doubt) {
    doubt
        .plausible()
        .ifPresent(
            set ->
                percept
                    .putObject("plausible")
                    .put("coverage", set.coverage())
                    .put("perClass", set.perClass())
                    .set("classes", strings(List.copyOf(set.classes()))));
    doubt
        .widening()
        .ifPresent(
            widening ->
                percept
                    .putObject("outside")
                    .put("measure", widening.measure())
                    .put("score", widening.score())
                    .put("limit", widening.limit())
                    .put("weight", widening.weight())
                    .put("calibrated", widening.calibrated().value())
                    .put("baseRate", widening.baseRate().value()));
  }
}
