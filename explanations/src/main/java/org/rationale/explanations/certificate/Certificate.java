package org.rationale.explanations.certificate;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.SortedMap;

/**
 * All that a decision rests on, in numbers: a term, fact, rule, percept, variable or claim is its
 * place in its list. Where a number may be missing, -1 stands for it. {@code docs/certificates.md}
 * says what each member means.
 *
 * @param sha256 of the canonical form with this member empty
 * @param terms as in N-Triples
 * @param facts in an order in which each has a source or a step whose premises come before it
 * @param rules those that could conclude any fact in the scope, by id
 * @param scope patterns of subject, predicate and object, -1 for any: all facts of the closure that
 *     match one of them are among the facts
 * @param places for each random input its place among those that exclude each other. Of these at
 *     most one goes its way: the one whose variable is true while those of earlier places are false
 * @param nodes variable, low and high node; their numbers start at 2, after falsity and truth
 */
public record Certificate(
    String format,
    int version,
    String sha256,
    Identity identity,
    List<String> terms,
    List<Percept> percepts,
    List<Fact> facts,
    List<Rule> rules,
    List<List<Integer>> scope,
    List<Step> steps,
    List<Integer> places,
    List<List<Integer>> nodes,
    List<Observation> evidence,
    List<Claim> claims,
    List<Outcome> outcomes) {

  /** What this version of the format is called. */
  public static final String FORMAT = "rationale-certificate";

  public static final int VERSION = 1;

  /** What was decided with: hashes of the pack, of each of its files and of the case. */
  public record Identity(
      String pack,
      String version,
      String sha256,
      SortedMap<String, String> files,
      List<String> models,
      String caseId,
      String caseSha256) {}

  /** Where in which input which model saw something. */
  public record Percept(
      String id,
      String perceptor,
      String model,
      String modelSha256,
      String input,
      String inputSha256,
      String region,
      double score) {}

  /** A statement that holds in some world, and the layer of negation that it lies in. */
  public record Fact(int s, int p, int o, int layer, List<Source> sources) {}

  /** Something that states a fact; it needs a variable unless it is certain. */
  public record Source(String name, double probability, int choice, int percept, int variable) {}

  /** A rule; of a hosted one the checker knows no body, and takes its steps as they are. */
  public record Rule(
      String id,
      boolean hosted,
      String text,
      String source,
      double probability,
      int choice,
      boolean dataOnly,
      List<List<Object>> head,
      List<Element> body) {}

  /** An element of a body. In patterns a number is a term and a text a variable. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "as")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Pattern.class, name = "pattern"),
    @JsonSubTypes.Type(value = Filter.class, name = "filter"),
    @JsonSubTypes.Type(value = Not.class, name = "not")
  })
  public sealed interface Element {}

  public record Pattern(List<Object> terms) implements Element {}

  /** An expression: a number is a term, a text a variable, a list a function and its arguments. */
  public record Filter(Object expression) implements Element {}

  public record Not(boolean dataOnly, List<Element> body) implements Element {}

  /**
   * One rule instance.
   *
   * @param substitution the terms of the body's variables, in the order in which it meets them
   * @param premises a fact for each pattern, in order
   * @param absent for each negation the sets of facts of which each would be a match
   * @param variable whether the rule fires for this substitution; -1 if it always does
   */
  public record Step(
      int conclusion,
      int rule,
      List<Integer> substitution,
      List<Integer> premises,
      List<List<List<Integer>>> absent,
      int variable) {}

  public record Observation(int s, int p, int o, boolean holds) {}

  /**
   * The probability of a fact.
   *
   * @param both the node of the worlds where it holds and so do the observations
   * @param given the node of the worlds where the observations hold
   * @param observed the observations that bear on it
   * @param guarantee exact, bounded, estimated or, for an exact number without nodes, stated
   */
  public record Claim(
      int fact,
      int both,
      int given,
      List<Integer> observed,
      double probability,
      double lower,
      double upper,
      String guarantee) {}

  /** A question's candidates, most probable first, and which of them its policy chooses. */
  public record Outcome(
      String question,
      int subject,
      int predicate,
      String policy,
      double threshold,
      List<Integer> candidates,
      List<Integer> chosen,
      boolean abstained) {}
}
