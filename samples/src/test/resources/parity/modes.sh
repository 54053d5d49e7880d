rm -rf /tmp/m; mkdir /tmp/m; cd /tmp/m; umask 027; touch a; mkdir d; mkdir -m 1777 t; mkfifo f; ln -s a l; ln a h; chmod 4751 a; chmod g+s d; mkdir d/s
stat -c '%n %a %F %h' a d d/s f l h t; chown 5:6 a; stat -c '%a %u %g' a; test -u a; echo $?; test -k t; echo $?; test -p f; echo $?; test -L l; echo $?; test h -ef a; echo $?; ls -la | awk '{print $1, $2, $9}' | sed 1d | grep -v '\.\.$'
