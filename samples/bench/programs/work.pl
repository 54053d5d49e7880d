# Words counted in a hash, regular expressions, a sort with a comparison and strings; the argument says how often.
use strict;
use warnings;

sub fib {
    my $n = shift;
    return $n < 2 ? $n : fib($n - 1) + fib($n - 2);
}

my $seed = 42;
sub number {
    $seed = ($seed * 1103515245 + 12345) & 0x7fffffff;
    return $seed >> 16;
}

for my $turn (0 .. $ARGV[0] - 1) {
    my %count;
    my $text = join ' ', map { sprintf 'w%x', number() & 255 } 1 .. 1000;
    $count{$_}++ for split / /, $text;
    my @order = sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
    my $found = 0;
    $found++ while $text =~ /\bw([0-9a-f])\1\b/g;
    (my $changed = $text) =~ s/w(\d)([a-f])/$2$1/g;
    my $sum = 0;
    $sum = ($sum * 31 + ord) & 0xffffff for split //, substr $changed, 0, 800;
    my $packed = join '', map { pack 'n', $_ } 1 .. 200;
    $sum += $_ for unpack 'n*', reverse $packed;
    print "$turn $order[0] $found $sum ", fib(12), "\n";
}
