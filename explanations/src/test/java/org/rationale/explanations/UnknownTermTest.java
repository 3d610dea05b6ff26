package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnknownTermTest {

  /** By the definition: the fewest letters to write, leave out, replace, or swap with the next. */
  private static int byTheWholeTable(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        if (i > 0 && j > 0) {
          int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
          d[i][j] = Math.min(d[i][j], d[i - 1][j - 1] + replaced);
        }
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static String word(Random random, int most) {
    return random
        .ints(random.nextInt(most + 1), 'a', 'd')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void theDistanceNearTheDiagonalIsThatOfTheWholeTable() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      String a = word(random, 10);
      String b = word(random, 10);
      int bound = 1 + random.nextInt(12);
      assertThat(UnknownTerm.distance(a, b, bound))
          .as("%s, %s below %d", a, b, bound)
          .isEqualTo(Math.min(byTheWholeTable(a, b), bound));
    }
  }

  @Test
  @Timeout(10)
  void longNamesTakeNoLongTime() {
    String name = "x".repeat(2_000_000);
    assertThat(UnknownTerm.distance(name, name + "y", 4)).isEqualTo(1);
  }
}
