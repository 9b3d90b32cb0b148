from pkg.mod import NAME as N

V = N * 2
