# Directories list themselves and their parents, the root's file system among them.
mkdir /tmp/dots && cd /tmp/dots
echo .*
touch .a b
mkdir .c
echo .*
ls -a
ls -a .c
ls -a /tmp/dots/.. | head -n 2
