package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rationale.rules.drl.DrlFixture.compile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Rat;

/**
 * Random rules that hand on objects, and the same rules that hand on statements instead: they match
 * alike, whatever comes and goes.
 */
class TypedTwinTest {

  private static final int PROGRAMS = 4;
  private static final int RELATIONS = 3;
  private static final int RULES = 6;
  private static final String EX = "http://example.org/";
  private static final Pattern OBJECT =
      Pattern.compile("(T\\d+)\\(a=\"ex:(n\\d)\", b=\"ex:(n\\d)\"\\)");

  @TempDir Path folder;

  /** Relations are numbered through: of a program, those given, then those concluded by layers. */
  private static final class Twins {
    private final StringBuilder typed = new StringBuilder();
    private final StringBuilder plain = new StringBuilder();

    Twins(Random random) {
      for (int relation = 0; relation < PROGRAMS * RELATIONS; relation++) {
        typed.append("declare T%d\n a : String\n b : String\nend\n".formatted(relation));
      }
      for (int program = 0; program < PROGRAMS; program++) {
        for (int rule = 0; rule < RULES; rule++) {
          // Each relation has its rules; the last two conclude statements.
          int head = program * RELATIONS + rule / 2;
          String start = "rule \"ex:r%d-%d\" when\n".formatted(program, rule);
          typed.append(start);
          plain.append(start);
          pattern(program, head, "$x", "$y", random);
          pattern(program, head, "$y", random.nextBoolean() ? "$z" : "$x", random);
          if (head > program * RELATIONS && random.nextInt(3) == 0) {
            int below = program * RELATIONS + random.nextInt(head - program * RELATIONS);
            typed.append("  not T%d(a == $x)\n".formatted(below));
            plain.append(
                "  not Statement(predicate == \"ex:t%d\", subject == $x)\n".formatted(below));
          }
          typed.append("then\n  insertLogical(new T%d(\"\" + $x, \"\" + $y));\n".formatted(head));
          plain.append(
              "then\n  conclusions.conclude(drools, \"\" + $x, \"ex:t%d\", $y);\n".formatted(head));
          String also =
              rule == RULES - 1
                  ? "  conclusions.conclude(drools, \"\" + $y, \"ex:out%d\", $x);\n"
                      .formatted(program)
                  : "";
          typed.append(also).append("end\n");
          plain.append(also).append("end\n");
        }
      }
    }

    /** Over a given relation, or one concluded by this layer or those below. */
    private void pattern(int program, int head, String a, String b, Random random) {
      int choice = random.nextInt(2 + head - program * RELATIONS + 1);
      String given =
          "  Statement(predicate == \"ex:g%d\", %s, %s)\n"
              .formatted(choice, slot(a, "subject"), slot(b, "object"));
      if (choice < 2) {
        typed.append(given);
        plain.append(given);
        return;
      }
      int relation = program * RELATIONS + choice - 2;
      typed.append("  T%d(%s, %s)\n".formatted(relation, slot(a, "a"), slot(b, "b")));
      plain.append(
          "  Statement(predicate == \"ex:t%d\", %s, %s)\n"
              .formatted(relation, slot(a, "subject"), slot(b, "object")));
    }

    /** The first mention of $x, $y and $z binds; of $y and $x in the second pattern compares. */
    private String slot(String variable, String field) {
      int rule = plain.lastIndexOf("rule ");
      boolean bound =
          Pattern.compile("\\" + variable + " :")
              .matcher(plain)
              .region(rule, plain.length())
              .find();
      return bound ? "%s == %s".formatted(field, variable) : "%s : %s".formatted(variable, field);
    }
  }

  private static Triple triple(String s, String p, String o) {
    return Triple.create(node(s), node(p), node(o));
  }

  private static Node node(String name) {
    return NodeFactory.createURI(EX + name);
  }

  private static List<Triple> some(Random random, int number) {
    List<Triple> facts = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      facts.add(triple("n" + random.nextInt(4), "g" + random.nextInt(2), "n" + random.nextInt(4)));
    }
    return facts;
  }

  /** The statement that stands for an object in the other rules. */
  private static Triple plain(Triple statement) {
    if (!statement.getPredicate().equals(Rat.WORKING_MEMORY)) {
      return statement;
    }
    Matcher object = OBJECT.matcher(statement.getObject().getLiteralLexicalForm());
    assertThat(object.matches()).isTrue();
    return triple(object.group(2), object.group(1).replace('T', 't'), object.group(3));
  }

  private static Set<String> matches(Collection<DrlMatch> found) {
    Set<String> matches = new TreeSet<>();
    for (DrlMatch match : found) {
      matches.add(
          "%s %s %s => %s"
              .formatted(
                  match.rule().id(),
                  match.bindings(),
                  match.premises().stream().map(TypedTwinTest::plain).toList(),
                  plain(match.conclusion())));
    }
    return matches;
  }

  @Test
  void objectsAreHandedOnAsStatementsAre() throws Exception {
    Random random = new Random(3);
    Twins twins = new Twins(random);
    Path other = Files.createDirectory(folder.resolve("plain"));
    int seen = 0;
    try (DrlRules typed = compile(folder, twins.typed.toString());
        DrlRules plain = compile(other, twins.plain.toString());
        DrlSessions typedSessions = typed.over(List.of());
        DrlSessions plainSessions = plain.over(List.of())) {
      assertThat(typed.isIncremental()).isEqualTo(plain.isIncremental()).isTrue();
      for (int script = 0; script < 25; script++) {
        try (DrlSession left = typedSessions.open();
            DrlSession right = plainSessions.open()) {
          Set<Triple> holds = new HashSet<>();
          for (int edit = 0; edit < 5; edit++) {
            List<Triple> removed = holds.stream().filter(f -> random.nextInt(3) == 0).toList();
            List<Triple> added = some(random, 4);
            added.removeAll(removed);
            removed.forEach(holds::remove);
            holds.addAll(added);
            Set<String> found = matches(left.change(added, removed));
            assertThat(found).isEqualTo(matches(right.change(added, removed)));
            seen += found.size();
          }
          assertThat(matches(left.change(List.of(), List.of())))
              .isEqualTo(matches(typed.fire(holds)));
        }
      }
    }
    assertThat(seen).isGreaterThan(2_000);
  }
}
