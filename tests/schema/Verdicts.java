import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Scanner;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads lines of a pattern and a text, both in Base64. Prints a character for each: 1 if the whole
 * text matches, 0 if not, x if there is no verdict.
 */
class Verdicts {
    public static void main(String[] arguments) {
        Scanner lines = new Scanner(System.in, StandardCharsets.US_ASCII);
        StringBuilder verdicts = new StringBuilder();
        while (lines.hasNextLine()) {
            String[] parts = lines.nextLine().split(" ", -1);
            verdicts.append(verdict(decoded(parts[0]), decoded(parts[1])));
        }
        System.out.println(verdicts);
    }

    private static char verdict(String pattern, String text) {
        try {
            boolean matches = Pattern.compile(pattern).matcher(new Limited(text)).matches();
            return matches ? '1' : '0';
        } catch (PatternSyntaxException | StackOverflowError | IllegalStateException error) {
            return 'x';
        }
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    /** A text that may be read only so often: some patterns would read it for ever. */
    private static class Limited implements CharSequence {
        private final String text;
        private int left = 5_000_000;

        Limited(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new IllegalStateException("read too often");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
