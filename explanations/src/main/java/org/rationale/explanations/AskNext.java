package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Inquiry.Basis;
import org.rationale.explanations.Inquiry.Reply;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.perception.Supply;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reasoner;
import org.rationale.reasoner.Reasoner.Askable;
import org.rationale.reasoner.SimilarCases;
import org.rationale.rules.drl.DrlPattern;

/** Tries out what could be asked for, by deciding the case again with each reply. */
final class AskNext {

  private static final double NOTHING = 1e-9;
  private static final int NAMED = 4;
  private static final ModelIdentity NOBODY = new ModelIdentity("a reply", "0".repeat(64));

  private final Reasoner reasoner;
  private final Decision decision;
  private final Wording wording;
  private final Optional<Triple> leading;

  /** What each question's candidates can depend on. */
  private final List<Cone> cones;

  private final NumberCuts cuts;

  /**
   * A reply as percepts in place of those that there are.
   *
   * @param about the statements that it makes certain or takes away
   */
  private record Trial(
      String text, List<Percept> percepts, Optional<Probability> probability, List<Triple> about) {}

  /** What a reply does. */
  private record Effect(
      Optional<Probability> leading, Optional<String> verdict, List<String> changed) {}

  /** Something that may be asked for. */
  private record Topic(
      String input, String part, String text, Basis basis, double gain, List<Trial> trials) {}

  AskNext(Reasoner reasoner, Decision decision) {
    this.reasoner = reasoner;
    this.decision = decision;
    this.wording = Wording.about(decision.proofGraph(), decision.subject());
    Outcome first = decision.outcomes().getFirst();
    this.leading =
        chosen(first).stream()
            .findFirst()
            .or(() -> first.candidates().stream().findFirst())
            .map(Answer::statement);
    Revisable revisable = new RevisableCase(reasoner, decision);
    FactIndex facts = new FactIndex(decision.proofGraph());
    Changeable changeable = Changeable.of(revisable, facts);
    List<Triple> patterns =
        decision.outcomes().stream()
            .map(outcome -> NodeFactory.createURI(outcome.question().predicate()))
            .map(predicate -> Triple.create(decision.subject(), predicate, Node.ANY))
            .toList();
    this.cones =
        patterns.stream()
            .map(pattern -> Cone.ofAll(List.of(pattern), revisable, facts, changeable))
            .toList();
    Cone ofAll = Cone.ofAll(patterns, revisable, facts, changeable);
    this.cuts = NumberCuts.of(ofAll, facts, Possibilities.measures(revisable));
  }

  /** The one with the largest gain first; those whose replies change nothing are left out. */
  List<Inquiry> inquiries() {
    List<Topic> topics = new ArrayList<>(uncertain());
    reasoner.askable().stream().map(this::missing).forEach(topic -> topic.ifPresent(topics::add));
    // Each is decided by itself, so that any number of threads finds the same.
    List<Inquiry> tried;
    try (SimilarCases cases = reasoner.similar(decision.caseFile())) {
      tried =
          IntStream.range(0, topics.size())
              .parallel()
              .mapToObj(i -> tried(topics.get(i), cases))
              .toList();
    }
    return tried.stream()
        .filter(
            inquiry ->
                inquiry.gain() > NOTHING
                    || inquiry.replies().stream().anyMatch(reply -> !reply.changed().isEmpty()))
        .sorted(
            Comparator.comparingDouble((Inquiry inquiry) -> -Math.round(inquiry.gain() / NOTHING))
                .thenComparingInt(inquiry -> -changed(inquiry))
                .thenComparing(Inquiry::input)
                .thenComparing(Inquiry::part)
                .thenComparing(Inquiry::text))
        .toList();
  }

  /** The readings without which the first question is answered with something else. */
  List<Explanation.Turn> turns() {
    List<Percept> percepts = decision.percepts();
    String now = verdict(decision.outcomes().getFirst());
    try (SimilarCases cases = reasoner.similar(decision.caseFile())) {
      return IntStream.range(0, percepts.size())
          .filter(i -> cones.getFirst().help(percepts.get(i).statement()).isPresent())
          .parallel()
          .mapToObj(
              i -> {
                List<Percept> others = new ArrayList<>(percepts);
                others.remove(i);
                return new Explanation.Turn(i + 1, verdict(outcome(0, cases.facts(others))));
              })
          .filter(turn -> !turn.verdict().equals(now))
          .toList();
    }
  }

  private static int changed(Inquiry inquiry) {
    Set<String> questions = new HashSet<>();
    inquiry.replies().forEach(reply -> questions.addAll(reply.changed()));
    return questions.size();
  }

  /** What was read but is not sure: alternatives of one choice are one question. */
  private List<Topic> uncertain() {
    Map<Object, List<Percept>> groups = new LinkedHashMap<>();
    for (Percept percept : decision.percepts()) {
      if (!percept.probability().isCertain() && percept.probability().value() > 0) {
        groups
            .computeIfAbsent(
                percept.choice().<Object>map(choice -> choice).orElse(percept.statement()),
                key -> new ArrayList<>())
            .add(percept);
      }
    }
    return groups.values().stream().map(this::uncertain).toList();
  }

  private Topic uncertain(List<Percept> group) {
    List<Triple> statements = group.stream().map(Percept::statement).distinct().toList();
    List<Trial> trials = new ArrayList<>();
    List<double[]> joint = new ArrayList<>();
    double[] rest = {1, probability(List.of(), List.of())};
    for (Triple statement : statements) {
      double prior = probability(List.of(statement), List.of());
      double both =
          leading.isPresent() ? probability(List.of(statement), List.of(leading.get())) : 0;
      trials.add(trial(group, Optional.of(statement), prior));
      joint.add(new double[] {prior, both});
      rest[0] -= prior;
      rest[1] -= both;
    }
    if (rest[0] > NOTHING) {
      trials.add(trial(group, Optional.empty(), rest[0]));
      joint.add(rest);
    }
    String text =
        statements.size() == 1
            ? "whether " + wording.statement(statements.getFirst())
            : "which of: "
                + String.join("; ", statements.stream().map(wording::statement).toList());
    Percept first = group.getFirst();
    return new Topic(first.input(), "", text, Basis.READ, information(joint), trials);
  }

  /** The probability of some statements, and of the leading answer with them. */
  private double probability(List<Triple> statements, List<Triple> more) {
    List<Triple> all = new ArrayList<>(statements);
    all.addAll(more.isEmpty() && statements.isEmpty() ? leading.stream().toList() : more);
    return all.isEmpty()
        ? 0
        : decision.proofGraph().probability(all, List.of()).probability().value();
  }

  private Trial trial(List<Percept> group, Optional<Triple> holds, double probability) {
    List<Percept> percepts = new ArrayList<>();
    boolean stated = false;
    for (Percept percept : decision.percepts()) {
      if (!group.contains(percept)) {
        percepts.add(percept);
      } else if (!stated && holds.filter(percept.statement()::equals).isPresent()) {
        percepts.add(with(percept, Probability.ONE));
        stated = true;
      }
    }
    return new Trial(
        holds.map(statement -> "yes: " + wording.statement(statement)).orElse("no"),
        percepts,
        Optional.of(new Probability(Math.clamp(probability, 0, 1))),
        group.stream().map(Percept::statement).toList());
  }

  private static Percept with(Percept percept, Probability probability) {
    return new Percept(
        percept.id(),
        percept.statement(),
        probability,
        percept.score(),
        percept.perceptor(),
        percept.model(),
        percept.input(),
        percept.inputSha256(),
        percept.region(),
        Optional.empty(),
        percept.note());
  }

  private Optional<Topic> missing(Askable askable) {
    return switch (askable.supply()) {
      case Supply.Terms terms ->
          isRead(askable, terms)
              ? Optional.empty()
              : Optional.of(
                  topic(
                      askable,
                      about(askable, terms),
                      terms.statements().stream()
                          .map(said -> reply(askable, said.predicate(), said.object()))
                          .toList()));
      case Supply.Measure measure ->
          isRead(askable, Set.of(measure.predicate()))
              ? Optional.empty()
              : Optional.of(
                  topic(
                      askable,
                      wording.term(measure.predicate())
                          + (measure.unit().isEmpty() ? "" : " (" + measure.unit() + ")"),
                      TrialNumbers.of(measure, decision.proofGraph().rules()).stream()
                          .map(value -> reply(askable, measure.predicate(), value))
                          .toList()));
    };
  }

  private String about(Askable askable, Supply.Terms terms) {
    Set<Node> objects = new LinkedHashSet<>();
    Set<Node> predicates = new LinkedHashSet<>();
    terms
        .statements()
        .forEach(
            said -> {
              objects.add(said.object());
              predicates.add(said.predicate());
            });
    // One concept in several senses, or several values of one field.
    return askable.supply().part().isEmpty() && objects.size() == 1
        ? wording.term(objects.iterator().next())
        : wording.term(predicates.iterator().next());
  }

  /** A field with any value counts as read; a concept only if it was read itself. */
  private boolean isRead(Askable askable, Supply.Terms terms) {
    Set<Node> predicates = new HashSet<>();
    terms.statements().forEach(said -> predicates.add(said.predicate()));
    return terms.part().isEmpty()
        ? decision.percepts().stream()
            .map(Percept::statement)
            .anyMatch(
                read ->
                    terms.statements().stream()
                        .anyMatch(
                            said ->
                                said.object().equals(read.getObject())
                                    && said.predicate().equals(read.getPredicate())))
        : isRead(askable, predicates);
  }

  private boolean isRead(Askable askable, Set<Node> predicates) {
    return decision.percepts().stream()
        .anyMatch(
            percept ->
                percept.perceptor().equals(askable.perceptor())
                    && predicates.contains(percept.statement().getPredicate()));
  }

  private Topic topic(Askable askable, String text, List<Trial> trials) {
    return new Topic(askable.input(), askable.supply().part(), text, Basis.NONE, 0, trials);
  }

  private Trial reply(Askable askable, Node predicate, Node object) {
    Percept said =
        new Percept(
            askable.perceptor() + "/reply",
            Triple.create(decision.subject(), predicate, object),
            Probability.ONE,
            1,
            askable.perceptor(),
            NOBODY,
            askable.input(),
            NOBODY.sha256(),
            new Region.Columns(List.of(askable.supply().part())),
            Optional.empty(),
            "");
    List<Percept> percepts = new ArrayList<>(decision.percepts());
    percepts.add(said);
    String text =
        askable.supply() instanceof Supply.Terms terms && terms.part().isEmpty()
            ? wording.term(predicate) + " " + wording.term(object)
            : wording.term(object);
    return new Trial(text, percepts, Optional.empty(), List.of(said.statement()));
  }

  private Inquiry tried(Topic topic, SimilarCases cases) {
    Map<Object, List<Trial>> byEffect = new LinkedHashMap<>();
    Map<Object, Effect> effects = new LinkedHashMap<>();
    Map<NumberRange, Effect> ofNumbers = new HashMap<>();
    for (Trial trial : topic.trials()) {
      Effect effect =
          numbers(topic, trial)
              .map(range -> ofNumbers.computeIfAbsent(range, untried -> effect(trial, cases)))
              .orElseGet(() -> effect(trial, cases));
      // Replies with a probability of their own are never put together.
      Object key =
          topic.basis() == Basis.READ
              ? trial
              : List.of(
                  effect.leading().map(p -> Math.round(p.value() / NOTHING)),
                  effect.verdict(),
                  effect.changed());
      byEffect.computeIfAbsent(key, k -> new ArrayList<>()).add(trial);
      effects.putIfAbsent(key, effect);
    }
    List<Reply> replies = new ArrayList<>();
    byEffect.forEach(
        (key, trials) -> {
          Effect effect = effects.get(key);
          if (effect != null) {
            replies.add(
                new Reply(
                    together(trials),
                    trials.getFirst().probability(),
                    effect.leading(),
                    effect.verdict(),
                    effect.changed()));
          }
        });
    double gain = topic.basis() == Basis.READ ? topic.gain() : spread(replies);
    return new Inquiry(topic.input(), topic.part(), topic.text(), topic.basis(), gain, replies);
  }

  /** The numbers that do the same as a reply, where the rules' texts say it. */
  private Optional<NumberRange> numbers(Topic topic, Trial trial) {
    if (topic.basis() == Basis.READ) {
      return Optional.empty();
    }
    Triple said = trial.about().getFirst();
    return cuts.unread().contains(said.getPredicate())
        ? Optional.empty()
        : DrlPattern.number(said.getObject())
            .flatMap(
                number ->
                    cuts.ranges(said.getPredicate()).stream()
                        .filter(range -> range.contains(number))
                        .findFirst());
  }

  private Outcome outcome(int question, ProofGraph graph) {
    return reasoner.outcome(
        decision.outcomes().get(question).question(), decision.caseFile(), graph);
  }

  /** Decides those questions again whose candidates can depend on the reply. */
  private Effect effect(Trial trial, SimilarCases cases) {
    List<Integer> asked =
        IntStream.range(0, cones.size())
            .filter(
                i ->
                    trial.about().stream()
                        .anyMatch(statement -> cones.get(i).help(statement).isPresent()))
            .boxed()
            .toList();
    List<Outcome> outcomes = new ArrayList<>(decision.outcomes());
    if (!asked.isEmpty()) {
      ProofGraph graph = cases.facts(trial.percepts());
      asked.forEach(i -> outcomes.set(i, outcome(i, graph)));
    }
    List<String> changed = changed(outcomes);
    return new Effect(
        leading.map(statement -> probability(statement, outcomes.getFirst())),
        changed.contains(decision.outcomes().getFirst().question().id())
            ? Optional.of(verdict(outcomes.getFirst()))
            : Optional.empty(),
        changed);
  }

  /** Of a statement that is a candidate of the first question as soon as it can hold. */
  private static Probability probability(Triple statement, Outcome first) {
    return first.candidates().stream()
        .filter(candidate -> candidate.statement().equals(statement))
        .findFirst()
        .map(candidate -> candidate.valuation().probability())
        .orElse(Probability.ZERO);
  }

  private static String together(List<Trial> trials) {
    List<String> names = trials.stream().map(Trial::text).distinct().toList();
    return names.size() <= NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED - 1))
            + " and %d more".formatted(names.size() - NAMED + 1);
  }

  private List<String> changed(List<Outcome> after) {
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      Outcome outcome = after.get(i);
      if (!verdict(outcome).equals(verdict(decision.outcomes().get(i)))) {
        changed.add(outcome.question().id());
      }
    }
    return changed;
  }

  private static List<Answer> chosen(Outcome outcome) {
    return outcome.result() instanceof Outcome.Result.Chosen(List<Answer> answers)
        ? answers
        : List.of();
  }

  private static String verdict(Outcome outcome) {
    return switch (outcome.result()) {
      case Outcome.Result.Chosen chosen ->
          chosen.answers().isEmpty()
              ? "none of the candidates"
              : String.join("; ", chosen.answers().stream().map(Answer::label).toList());
      case Outcome.Result.Abstained abstained -> "no answer";
    };
  }

  /** I(S; A) from P(a) and P(S, a). */
  private static double information(List<double[]> joint) {
    double whole = joint.stream().mapToDouble(pair -> pair[1]).sum();
    double left =
        joint.stream()
            .filter(pair -> pair[0] > 0)
            .mapToDouble(pair -> pair[0] * entropy(pair[1] / pair[0]))
            .sum();
    return Math.max(0, entropy(whole) - left);
  }

  private static double spread(List<Reply> replies) {
    List<double[]> joint =
        replies.stream()
            .flatMap(reply -> reply.leading().stream())
            .map(p -> new double[] {1.0 / replies.size(), p.value() / replies.size()})
            .toList();
    return joint.isEmpty() ? 0 : information(joint);
  }

  /** In bits. */
  static double entropy(double p) {
    double q = Math.clamp(p, 0, 1);
    return q == 0 || q == 1 ? 0 : -(q * Math.log(q) + (1 - q) * Math.log1p(-q)) / Math.log(2);
  }
}
